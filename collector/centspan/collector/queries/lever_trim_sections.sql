-- What would a limit of {most} characters for {section} have saved of a feature's prompts?
WITH
by_user AS (
  SELECT environment, feature, {section:String} AS choice, user, sum(weight) AS calls, sum(c.usd) AS cost, sum(c.saved_usd) AS saved,
    sumIf(weight, c.trimmed > 0) AS touched
  FROM (
@section_cut
  ) AS c
  GROUP BY environment, feature, user
)
@estimated

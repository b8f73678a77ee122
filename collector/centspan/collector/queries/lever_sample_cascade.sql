-- What would it have saved to have the judge {dear} give no more than the share {share} of its verdicts' cost, of one feature?
WITH
by_user AS (
  SELECT environment, feature, {dear:String} AS choice, user, sum(weight) AS calls, sum(c.usd) AS cost, sum(c.saved_usd) AS saved,
    sum(weight * c.dropped) AS touched
  FROM (
    SELECT *, 1 - {share:Float64} AS dropped, @sampled_out
    FROM {study:Identifier}
    WHERE purpose = 'eval' AND model = {dear:String} AND environment = {environment:String} AND feature = {feature:String}
  ) AS c
  GROUP BY environment, feature, user
)
@estimated

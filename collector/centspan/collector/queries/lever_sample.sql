-- What do evaluations by models cost, how many are made of each feature, and what would a sample of {kept} cost?
-- `choice` is the evaluations a week that a sample keeps; counted from its first
-- evaluation, a week at least. A feature that makes fewer is left as it is.
WITH
weeks AS (
  SELECT environment, feature, greatest(1., dateDiff('second', min(started_at), {end:DateTime('UTC')}) / 604800) AS weeks, sum(weight) / weeks AS a_week
  FROM {study:Identifier}
  WHERE purpose = 'eval'
  GROUP BY environment, feature
),
by_user AS (
  SELECT environment, feature, choice, user, sum(weight) AS calls, sum(usd) AS cost, sum(saved_usd) AS saved, sum(weight * dropped) AS touched
  FROM (
    SELECT c.environment AS environment, c.feature AS feature, {kept:UInt32} AS choice, c.user AS user, c.weight AS weight, c.usd AS usd,
      greatest(0, 1 - {kept:UInt32} / w.a_week) AS dropped, @sampled_out
    FROM {study:Identifier} AS c
    INNER JOIN weeks AS w ON w.environment = c.environment AND w.feature = c.feature
    WHERE c.purpose = 'eval'
  )
  GROUP BY environment, feature, choice, user
)
@estimated

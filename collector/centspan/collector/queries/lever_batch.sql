-- What would the calls have cost in a batch that declare it, or those of `scopes`, and how many calls does each task make?
WITH
asked AS (
  SELECT *, 'batch' AS choice
  FROM {study:Identifier}
  WHERE if({declared_only:UInt8} = 1, purpose = 'batch', (environment, feature) IN {scopes:Array(Tuple(String, String))})
),
by_user AS (
  SELECT environment, feature, choice, user, sum(weight) AS calls, sum(usd) AS cost,
    sum(usd) - sum(@offered_usd) AS saved, sum(weight) AS touched
  FROM asked AS c
  ASOF INNER JOIN {offers:Identifier} AS o
  ON o.provider = c.provider AND o.model = c.model AND o.service_tier = c.service_tier
    AND o.context_band = c.context_band AND o.choice = c.choice AND c.started_at >= o.valid_from
  GROUP BY environment, feature, choice, user
),
estimates AS (
@estimated
)
SELECT e.environment AS environment, e.feature AS feature, e.calls AS calls, e.users AS users, e.cost_usd AS cost_usd,
  e.saved_usd AS saved_usd, e.cost_squares AS cost_squares, e.residual_squares AS residual_squares, t.calls_a_task AS calls_a_task
FROM estimates AS e
INNER JOIN (
  SELECT environment, feature, count() / uniqExact(if(task_id != '', cityHash64(task_id), call)) AS calls_a_task
  FROM asked
  GROUP BY environment, feature
) AS t ON t.environment = e.environment AND t.feature = e.feature
ORDER BY environment, feature

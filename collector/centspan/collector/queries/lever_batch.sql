-- Which features' calls could wait for a batch, by what evidence, and what would they have cost in one?
-- Declared by their purpose; or the work of jobs: roots that no request began, no streams, and no task that goes on after
-- an answer; or calls that come every day within the same eight hours, most of them. Calls of people (several of a
-- session or task, seconds to minutes apart) are none.
WITH
asked AS (
  SELECT *, 'batch' AS choice FROM {study:Identifier} WHERE {declared_only:UInt8} = 0 OR purpose = 'batch'
),
hours AS (
  SELECT environment, feature, toHour(started_at) AS hour, sum(weight) AS calls
  FROM asked
  GROUP BY environment, feature, hour
),
nights AS (
  SELECT environment, feature, groupArrayInsertAt(0., 24)(toFloat64(calls), hour) AS of_day,
    arrayMax(arrayMap(h -> arraySum(arraySlice(arrayConcat(of_day, of_day), h, 8)), range(1, 25))) / arraySum(of_day) AS within,
    arrayFirst(h -> arraySum(arraySlice(arrayConcat(of_day, of_day), h, 8)) / arraySum(of_day) >= within - 1e-9, range(1, 25)) - 1 AS first_hour
  FROM hours
  GROUP BY environment, feature
),
kinds AS (
  SELECT environment, feature,
    sumIf(weight, root_kind IN ('internal', 'job')) / sum(weight) AS of_jobs,
    sumIf(weight, stream = 1) / sum(weight) AS streamed,
    count() / uniqExact(if(task_id != '', cityHash64(task_id), call)) AS calls_a_task,
    uniqExact(toDate(started_at)) AS days
  FROM asked
  GROUP BY environment, feature
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
  e.saved_usd AS saved_usd, e.cost_squares AS cost_squares, e.residual_squares AS residual_squares, k.of_jobs AS of_jobs, k.streamed AS streamed, k.calls_a_task AS calls_a_task,
  k.days AS days, n.within AS within, n.first_hour AS first_hour
FROM estimates AS e
INNER JOIN kinds AS k ON k.environment = e.environment AND k.feature = e.feature
INNER JOIN nights AS n ON n.environment = e.environment AND n.feature = e.feature
ORDER BY environment, feature

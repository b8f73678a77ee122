-- Of which budgets is a threshold used in the period that {end} lies in?
-- A row for each budget and threshold; at it or above it alerts, until the period ends. Users, and tenants of one feature,
-- count by whole days of UTC. `runs_out_at` is at the pace of the last day, with the hours of the week as they are usual.
WITH
  @planned,
  @budgets_now,
  toStartOfHour(arrayMin(arrayPushBack(beginnings, {end:DateTime('UTC')} - 744 * 3600))) AS budgets_since,
  greatest(budgets_since, least(arrayMin(arrayPushBack(beginnings, {end:DateTime('UTC')})),
    toStartOfDay({end:DateTime('UTC')} - 84 * 86400))) AS tenants_since,
  budget_history AS (
  @budget_history
  UNION ALL
  SELECT * EXCEPT calls FROM (
  @budget_user_rows
  )
  ),
  @budget_hours,
  @budget_paces
SELECT
  id AS budget, percent AS threshold, formatDateTime(begins, '%FT%TZ', 'UTC') AS period_began,
  @budget_labels,
  if(used >= toDecimal128(amount, 6) * toDecimal64(percent, 2) / 100, greatest(share * 100 / toFloat64(percent), 1) + 1e-9,
    least(share * 100 / toFloat64(percent), 1)) AS value,
  used AS observed,
  amount AS expected,
  begins AS since,
  loud AS severity,
  unit,
  amount, used,
  ifNull(toFloat64(used) / nullIf(toFloat64(amount), 0), 0) AS share,
  period, ends AS ends_at, runs_out_at
FROM (
  SELECT *, spent[4] / weights[4] AS pace,
    @runs_out_at
  FROM budget_paces
)
ARRAY JOIN mapKeys(if(empty(severity), map('80', 'ticket', '95', 'ticket', '100', 'page'), severity)) AS percent,
  mapValues(if(empty(severity), map('80', 'ticket', '95', 'ticket', '100', 'page'), severity)) AS loud
ORDER BY value DESC, budget, toFloat64(percent)
LIMIT 500

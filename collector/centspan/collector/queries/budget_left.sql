-- How much of this month's budget for everything is left, and what share of it is used?
-- The budget: newest version of each id that is not removed, unit usd, period month or fiscal_month, without a scope
-- and no part of another; those of the same beginning (in their own zone) add up, and of several beginnings the one
-- of the first id stands. NULL without one, and where the reader limits spend to a part of it.
WITH
  (
    -- As budget_periods.sql has them: all that it says of other periods and scopes would take the engine
    -- longer to plan than the sum below.
    SELECT groupArray((begins, amount)) AS periods
    FROM (
      SELECT id, amount, @budget_today,
        if(period = 'month', toUInt16(0), toUInt16OrDefault(substring(fiscal_year_starts, 4, 2), toUInt16(1)) - 1) AS shift,
        toStartOfMonth(today - shift) + shift AS first_day,
        @budget_begins
      FROM (SELECT * FROM budgets ORDER BY version DESC LIMIT 1 BY id)
      WHERE removed = 0 AND unit = 'usd' AND period IN ('month', 'fiscal_month') AND empty(scope) AND parent = ''
      ORDER BY id
    )
  ) AS monthly,
  if(empty(monthly), toDateTime(toStartOfMonth(least({end:DateTime('UTC')}, now('UTC')) - 1), 'UTC'), monthly[1].1) AS since,
  [{environments:Array(String)}, {features:Array(String)}, {teams:Array(String)}, {models:Array(String)}]
    = [['*'], ['*'], ['*'], ['*']] AS of_everything,
  if(empty(monthly) OR NOT of_everything, NULL, arraySum(arrayMap(b -> if(b.1 = since, b.2, 0), monthly))) AS budget
SELECT
  toDecimal128(budget, 6) AS budget_usd,
  spent AS spent_usd,
  toDecimal128(budget, 18) - spent AS left_usd,
  toFloat64(spent) / nullIf(toFloat64(budget), 0) AS used_share
FROM (
  SELECT ifNull(sum(p.effective_usd), 0) AS spent
  FROM priced(
    SELECT feature FROM spend(since, least({end:DateTime('UTC')}, now('UTC')), 0, cut since)
  ) AS p
)

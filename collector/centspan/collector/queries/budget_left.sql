-- How much of this month's budget for everything is left, and what share of it is used?
-- The budget: newest version of each id that is not removed, unit usd, period month, without a scope;
-- several add up. NULL without one, and where the reader limits spend to a part of it.
WITH
  (
    SELECT sumOrNull(amount)
    FROM (SELECT amount, removed, unit, period, scope FROM budgets FINAL)
    WHERE removed = 0 AND unit = 'usd' AND period = 'month' AND empty(scope)
      AND [{environments:Array(String)}, {features:Array(String)}, {teams:Array(String)}, {models:Array(String)}]
        = [['*'], ['*'], ['*'], ['*']]
  ) AS budget
SELECT
  toDecimal128(budget, 6) AS budget_usd,
  spent AS spent_usd,
  toDecimal128(budget - spent, 6) AS left_usd,
  toFloat64(spent) / nullIf(toFloat64(budget), 0) AS used_share
FROM (
  SELECT ifNull(sum(p.effective_usd), 0) AS spent
  FROM priced(
    SELECT feature FROM spend(
      toDateTime(toStartOfMonth(least({end:DateTime('UTC')}, now('UTC')) - 1), 'UTC'),
      least({end:DateTime('UTC')}, now('UTC')), 0)
  ) AS p
)

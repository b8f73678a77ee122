-- How much of each budget is used in the period that {end} lies in?
-- The newest version of each id that is not removed, of unit usd; periods begin in the budget's own zone (by whole
-- hours) and fiscal year. The use is not known (NULL) of a scope that no rollup of hours keeps together: users, and
-- tenants of one feature or route. A budget is of what its scope says, whatever a board is limited to.
WITH
  @budgets_now,
  budget_rows AS (
  @budget_rows
  ),
  @budget_use
SELECT
  b.id AS budget,
  if(empty(b.limits), 'everything',
    arrayStringConcat(arrayMap((k, v) -> concat(k, ' ', v), mapKeys(b.limits), mapValues(b.limits)), ', ')) AS scope,
  b.span AS period,
  toDecimal128(b.amount, 6) AS budget_usd,
  if(b.kept IN ('', 'user_spend'), NULL, ifNull(u.usd, toDecimal128(0, 18))) AS used_usd,
  toFloat64(used_usd) / nullIf(toFloat64(budget_usd), 0) AS used_share,
  budget_usd - used_usd AS left_usd,
  b.owner AS owner
FROM (SELECT arrayJoin(periods) AS b) AS t
LEFT ANY JOIN budget_use AS u ON u.id = t.b.id
WHERE b.unit = 'usd'
ORDER BY used_share DESC NULLS LAST, budget

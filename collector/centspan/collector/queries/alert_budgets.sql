-- How much of each budget, in dollars or tokens, is used in the period that {end} lies in, and who is told?
-- As budgets_used, users included (by whole days of UTC), with what rules need beside it. `used` is NULL where no
-- rollup keeps the scope together; calls without a price are in `unpriced_calls` and not in an amount of dollars.
WITH
  @budgets_now,
  budget_rows AS (
  @budget_rows
  UNION ALL
  @budget_user_rows
  ),
  @budget_use
SELECT
  b.id AS id, b.limits AS scope, b.unit AS unit, b.span AS period, b.zone AS timezone, b.begins AS begins_at,
  b.ends AS ends_at, b.amount AS amount, b.expected AS expected, b.parent AS parent, b.owner AS owner,
  b.channel AS channel, b.severity AS severity,
  multiIf(b.kept = '', NULL, b.unit = 'tokens', toDecimal128(ifNull(u.tokens, 0), 18),
    ifNull(u.usd, toDecimal128(0, 18))) AS used,
  toFloat64(used) / nullIf(toFloat64(b.amount), 0) AS used_share,
  u.calls AS calls,
  u.unpriced_calls AS unpriced_calls
FROM (SELECT arrayJoin(periods) AS b) AS t
LEFT ANY JOIN budget_use AS u ON u.id = t.b.id
ORDER BY used_share DESC NULLS LAST, id

-- How far can the numbers be trusted, by one dimension: what is left out, doubtful or unattributed?
-- Counts are of `calls`; `duplicate_calls` are spans beside them that count nowhere. Bills (recorded by
-- a provider or gateway) stand beside the list price of the same calls, and so do amounts that apps or
-- imports told; a drift is the one over the other, less one.
SELECT
  toString({by:Identifier}) AS value,
  toUInt64(round(sum(t.calls))) AS calls,
  toUInt64(round(sum(t.unpriced_calls))) AS unpriced_calls,
  toUInt64(round(sum(t.assumed_calls))) AS assumed_calls,
  toUInt64(round(sum(t.estimated_calls))) AS estimated_calls,
  toUInt64(round(sum(t.no_usage_calls))) AS no_usage_calls,
  toUInt64(round(sum(t.inconsistent_calls))) AS inconsistent_calls,
  toUInt64(round(sum(t.duplicate_calls))) AS duplicate_calls,
  toUInt64(round(sum(t.without_feature_calls))) AS without_feature_calls,
  toUInt64(round(sum(t.without_tenant_calls))) AS without_tenant_calls,
  toUInt64(round(sum(t.without_user_calls))) AS without_user_calls,
  toUInt64(round(sum(t.unseen_attempts))) AS unseen_attempts,
  sum(t.billed_usd) AS billed_usd,
  sum(t.list_of_billed_usd) AS list_of_billed_usd,
  sum(t.told_usd) AS told_usd,
  sum(t.list_of_told_usd) AS list_of_told_usd
FROM trust AS t
WHERE t.hour >= {start:DateTime('UTC')} AND t.hour < {end:DateTime('UTC')}
GROUP BY value
ORDER BY calls DESC, value

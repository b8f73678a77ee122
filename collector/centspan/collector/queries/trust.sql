-- How far can the numbers be trusted, by one dimension: what is left out, doubtful or unattributed?
-- Counts are of `calls`; `duplicate_calls` are spans beside them that count nowhere. Bills (recorded by
-- a provider or gateway) stand beside the list price of the same calls, and so do amounts that apps or
-- imports told; a drift is the one over the other, less one. {by} is environment, service or feature.
SELECT
  toString(t.value) AS value,
  toUInt64(round(sum(t.calls))) AS calls,
  toUInt64(round(sumIf(t.calls, t.status = 'unpriced'))) AS unpriced_calls,
  toUInt64(round(sumIf(t.calls, t.status = 'assumed'))) AS assumed_calls,
  toUInt64(round(sum(t.estimated))) AS estimated_calls,
  toUInt64(round(sum(t.unmeasured))) AS no_usage_calls,
  toUInt64(round(sum(t.inconsistent))) AS inconsistent_calls,
  toUInt64(round(sum(t.duplicates))) AS duplicate_calls,
  toUInt64(round(sumIf(t.calls, t.feature = ''))) AS without_feature_calls,
  toUInt64(round(sum(t.without_tenant))) AS without_tenant_calls,
  toUInt64(round(sum(t.without_user))) AS without_user_calls,
  toUInt64(round(sum(t.unseen))) AS unseen_attempts,
  sumIf(t.recorded, t.recorded_by IN ('provider', 'gateway')) AS billed_usd,
  sumIf(t.list, t.recorded_by IN ('provider', 'gateway')) AS list_of_billed_usd,
  sumIf(t.recorded, t.recorded_by IN ('client', 'import')) AS told_usd,
  sumIf(t.list, t.recorded_by IN ('client', 'import')) AS list_of_told_usd
FROM (
  SELECT p.value AS value, p.feature AS feature, p.recorded_by AS recorded_by, price_status AS status,
    p.calls AS calls, p.estimated_calls AS estimated, p.no_usage_calls AS unmeasured,
    p.inconsistent_calls AS inconsistent, toFloat64(0) AS duplicates,
    p.without_tenant_calls AS without_tenant, p.without_user_calls AS without_user, p.unseen_attempts AS unseen,
    if(p.list_usd IS NULL, 0, p.recorded_usd) AS recorded, ifNull(p.list_usd, 0) AS list
  FROM priced(SELECT {by:Identifier} AS value, feature, recorded_by, usage_source FROM spend) AS p
  UNION ALL
  SELECT u.value, '-', '', '', 0, 0, 0, 0, u.duplicates, 0, 0, 0, 0, 0
  FROM (
    SELECT {by:Identifier} AS value, sum(n.calls) AS duplicates
    FROM uncounted AS n
    WHERE n.hour >= {start:DateTime('UTC')} AND n.hour < {end:DateTime('UTC')}
      AND in_scope(environment, feature)
    GROUP BY value
  ) AS u
) AS t
GROUP BY value
ORDER BY calls DESC, value

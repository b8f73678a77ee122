-- How far can each service's numbers be trusted: what is unattributed, unpriced, estimated, sampled?
-- Shares are of `calls`, which counts each call once and by its weight.
SELECT
  service,
  max(started_at) AS last_call_at,
  toUInt64(round(sum(weight))) AS calls,
  count() AS stored_calls,
  toUInt64(round(sumIf(weight, feature = ''))) AS without_feature,
  toUInt64(round(sumIf(weight, tenant = ''))) AS without_tenant,
  toUInt64(round(sumIf(weight, user_id = ''))) AS without_user,
  toUInt64(round(sumIf(weight, price_status = 'unpriced'))) AS unpriced,
  toUInt64(round(sumIf(weight, price_status = 'assumed'))) AS assumed_price,
  toUInt64(round(sumIf(weight, usage_source = 'estimated'))) AS estimated_usage,
  toUInt64(round(sumIf(weight, usage_source = 'none' AND status = 'ok' AND served_from = ''))) AS no_usage,
  toUInt64(round(sumIf(weight, usage_status = 'inconsistent'))) AS inconsistent,
  arraySort(groupUniqArrayIf(5)(concat(provider, '/', model), price_status = 'unpriced')) AS unpriced_models,
  uniqExactIf(fingerprint_key_id, fingerprint_key_id NOT IN ('', '00000000')) AS fingerprint_keys
FROM calls
WHERE counted AND started_at >= {start:DateTime('UTC')} AND started_at < toDateTime64({end:DateTime('UTC')}, 6, 'UTC')
GROUP BY service
ORDER BY calls DESC, service

-- Which requests are asked again and again, and what did asking them again cost?
-- Calls of one feature with the same keyed fingerprint that ended well and were no retry, but for the first of each. The
-- forty with most of them. From the calls of the last 24 hours of the range only; only centspan's client sends fingerprints.
SELECT
  if(c.feature = '', '(none)', toString(c.feature)) AS feature,
  c.request_fingerprint AS request,
  toUInt64(round(sum(c.weight) - argMin(c.weight, c.started_at))) AS again_calls,
  sum(usd) - argMin(usd, c.started_at) AS again_usd,
  uniqIf(c.tenant, c.tenant != '') AS tenants_count,
  uniqIf(c.user_id, c.user_id != '') AS users_count,
  argMax(c.trace_id, c.started_at) AS trace_id
FROM (
  SELECT feature, request_fingerprint, fingerprint_key_id, tenant, user_id, trace_id, weight, s.started_at AS started_at,
    ifNull(if(s.weight = 1, s.effective_usd, toDecimal128(s.effective_usd * toDecimal64(s.weight, 6), 18)), toDecimal128(0, 18)) AS usd
  FROM calls AS s
  WHERE counted AND status = 'ok' AND abandoned = 0 AND is_retry = 0 AND request_fingerprint != repeat('0', 16)
    AND in_last_day(environment, feature, team, model, tenant)
) AS c
GROUP BY feature, c.request_fingerprint, c.fingerprint_key_id
HAVING count() > 1
ORDER BY again_calls DESC, feature, request
LIMIT 40

-- Which services make fingerprints with several keys, in the last 24 hours of the range?
-- Prompts of one service are only compared within one key: give its replicas one CENTSPAN_FINGERPRINT_KEY.
SELECT
  toString(service) AS service,
  uniqExact(fingerprint_key_id) AS keys_count,
  toUInt64(round(sum(weight))) AS calls,
  max(started_at) AS last_call_at
FROM calls
WHERE in_last_day(environment, feature) AND counted = 1 AND fingerprint_key_id NOT IN ('', '00000000')
GROUP BY service
HAVING keys_count > 1
ORDER BY keys_count DESC, service

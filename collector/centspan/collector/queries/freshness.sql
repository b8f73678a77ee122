-- How fresh are the numbers: the newest call, the last arrival, what waits for its rollup and its price?
SELECT
  now('UTC') AS asked_at,
  (SELECT maxOrNull(last_seen_at) FROM price_keys_seen) AS newest_call_at,
  (SELECT maxOrNull(marked_at) FROM dirty_hours) AS last_arrival_at,
  (SELECT countIf(dirty) FROM hour_states) AS hours_not_rolled,
  (SELECT minOrNullIf(hour, dirty) FROM hour_states) AS oldest_hour_not_rolled

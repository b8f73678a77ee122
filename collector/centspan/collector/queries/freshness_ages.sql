-- How old are the newest call and the last arrival, and how many hours wait for their rollup?
-- Of the whole store, now. An hour under way always waits; sums of such hours are made from its calls.
WITH
  (SELECT maxOrNull(last_seen_at) FROM price_keys_seen) AS newest,
  (SELECT maxOrNull(marked_at) FROM dirty_hours) AS last
SELECT
  if(newest IS NULL, NULL, toUInt64(greatest(0, now('UTC') - newest))) AS newest_call_age_seconds,
  if(last IS NULL, NULL, toUInt64(greatest(0, now('UTC') - last))) AS last_arrival_age_seconds,
  (SELECT countIf(dirty) FROM hour_states) AS hours_not_rolled_count

-- How old are the newest call and the last arrival, how far are boards behind, how many hours wait to settle?
-- Of the whole store, now. Of an hour under way, which always waits, boards show the last draft: they are
-- behind from the oldest arrival that no draft holds yet.
WITH
  (SELECT maxOrNull(last_seen_at) FROM price_keys_seen) AS newest,
  (SELECT maxOrNull(marked_at) FROM dirty_hours) AS last
SELECT
  if(newest IS NULL, NULL, toUInt64(greatest(0, now('UTC') - newest))) AS newest_call_age_seconds,
  if(last IS NULL, NULL, toUInt64(greatest(0, now('UTC') - last))) AS last_arrival_age_seconds,
  (SELECT maxIf(toUInt64(greatest(0, now('UTC') - marked)), dirty AND marked >= toDateTime(intDiv(standing, 1000000), 'UTC'))
    FROM hour_states) AS boards_behind_seconds,
  (SELECT countIf(dirty) FROM hour_states) AS hours_not_rolled_count

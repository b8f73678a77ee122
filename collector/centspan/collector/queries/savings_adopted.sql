-- What was each adopted proposal to save a month, what did it save, and since when?
-- Both with their 95 % intervals; the verdict of `centspan optimize verify`, '' where it has not looked yet; what came in by
-- now is the saving a month for as long as it has been adopted.
SELECT
  s.change AS change,
  arrayStringConcat(arrayFilter(v -> v != '', mapValues(s.scope)), ', ') AS concerns,
  JSONExtractString(s.document, 'verified', 'verdict') AS verdict,
  s.saving_usd_per_month AS simulated_usd,
  s.realised_usd_per_month AS realised_usd,
  toDecimal128(realised_usd * toDecimal64(greatest(0, dateDiff('second', s.adopted_at, now64(3, 'UTC')) / 2592000), 6), 18) AS so_far_usd,
  s.saving_low_usd AS simulated_low_usd,
  s.saving_high_usd AS simulated_high_usd,
  s.realised_low_usd AS realised_low_usd,
  s.realised_high_usd AS realised_high_usd,
  toDateTime(assumeNotNull(s.adopted_at), 'UTC') AS adopted_at,
  s.id AS id
FROM proposals AS s FINAL
WHERE s.status = 'adopted' AND s.adopted_at IS NOT NULL
ORDER BY adopted_at DESC, id
LIMIT 200

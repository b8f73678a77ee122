-- What were the adopted proposals to save a month, as simulated, and what do they save?
-- Each by itself: where they overlap, their sum is an upper bound. What came in by now is what each saves a month for as long
-- as it has been adopted. NULL without any.
SELECT
  sumOrNull(s.saving_usd_per_month) AS adopted_usd,
  sumOrNull(s.realised_usd_per_month) AS realised_usd,
  sumOrNull(toDecimal128(s.realised_usd_per_month
    * toDecimal64(greatest(0, dateDiff('second', s.adopted_at, now64(3, 'UTC')) / 2592000), 6), 18)) AS so_far_usd
FROM proposals AS s FINAL
WHERE s.status = 'adopted' AND s.adopted_at IS NOT NULL

-- What would each lever save a month, as simulated, and what did the adopted proposals save?
-- The newest version of each proposal that is neither dismissed nor withdrawn, whatever the time asked for.
SELECT
  toString(s.lever) AS lever,
  count() AS proposals_count,
  sum(s.saving_usd_per_month) AS simulated_usd,
  countIf(s.adopted_at IS NOT NULL) AS adopted_count,
  sum(s.realised_usd_per_month) AS realised_usd
FROM proposals AS s FINAL
WHERE s.status NOT IN ('dismissed', 'withdrawn')
GROUP BY lever
ORDER BY simulated_usd DESC, lever

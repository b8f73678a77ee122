-- What would all proposals save a month, as simulated, and what did the adopted ones save?
-- Proposals may overlap: their sum is an upper bound. NULL without any.
SELECT
  sumOrNullIf(s.saving_usd_per_month, s.adopted_at IS NULL) AS open_usd,
  sumOrNullIf(s.saving_usd_per_month, s.adopted_at IS NOT NULL) AS adopted_usd,
  sumOrNull(s.realised_usd_per_month) AS realised_usd
FROM proposals AS s FINAL
WHERE s.status NOT IN ('rejected', 'withdrawn')

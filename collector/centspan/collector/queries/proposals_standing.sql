-- Which proposals stand, each as it was told and decided last?
SELECT id, run_id, proposed_at, toString(lever) AS lever, CAST(scope, 'Map(String, String)') AS scope, change,
  baseline_usd, saving_usd_per_month AS saving_usd, saving_low_usd AS low_usd, saving_high_usd AS high_usd,
  toString(evidence) AS evidence, quality_effect AS quality, latency_effect AS latency, toString(status) AS status, reason,
  adopted_at, realised_usd_per_month AS realised_usd, realised_low_usd, realised_high_usd, document, version
FROM proposals FINAL
ORDER BY saving_usd DESC, id

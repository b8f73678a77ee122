-- Which changes are proposed, what would each save a month, with which interval, and what came of it?
-- The newest version of each, those that were dismissed included, with the reason; the largest first. What an open one saves
-- `together` is at its place in the newest joint plan; NULL outside it.
SELECT
  toString(s.lever) AS lever,
  s.change AS change,
  arrayStringConcat(arrayMap((k, v) -> concat(k, '=', v), mapKeys(s.scope), mapValues(s.scope)), ', ') AS concerns,
  toString(s.status) AS status,
  JSONExtractString(s.document, 'verified', 'verdict') AS verdict,
  s.baseline_usd AS baseline_usd,
  s.saving_usd_per_month AS simulated_usd,
  s.saving_low_usd AS low_usd,
  s.saving_high_usd AS high_usd,
  if(s.status IN ('proposed', 'accepted'), t.usd, NULL) AS together_usd,
  s.realised_usd_per_month AS realised_usd,
  toString(s.evidence) AS evidence,
  s.quality_effect AS quality_effect,
  s.reason AS reason,
  toDateTime(s.proposed_at, 'UTC') AS proposed_at,
  s.id AS id
FROM (SELECT * FROM proposals FINAL) AS s
LEFT JOIN (
  SELECT id, toNullable(step) AS usd
  FROM (SELECT step_ids, step_usd FROM plans FINAL ORDER BY planned_at DESC, run_id DESC LIMIT 1)
  ARRAY JOIN step_ids AS id, step_usd AS step
) AS t ON t.id = s.id
ORDER BY simulated_usd DESC, s.id
LIMIT 200

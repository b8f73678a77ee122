-- Which alerts are pending or firing, and which scopes are learning?
-- The newest version of each; with {resolved_since} those too that ended since then. The newest first.
SELECT
  dedup_key,
  toString(rule) AS rule,
  CAST(labels, 'Map(String, String)') AS labels,
  toString(state) AS state,
  pending_since, at, started_at, calm_since, resolved_at, missing, document
FROM (SELECT * FROM alert_states ORDER BY version DESC LIMIT 1 BY dedup_key)
WHERE state IN ('pending', 'firing', 'learning')
  OR (state = 'resolved' AND resolved_at >= {resolved_since:DateTime('UTC')})
ORDER BY at DESC, dedup_key

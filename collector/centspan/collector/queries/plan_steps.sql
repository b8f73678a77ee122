-- What does each step of the newest joint plan save a month, alone, and of what the steps before it left?
-- In the plan's order. A step that is not open any more saves nothing here; what its proposal is now stands beside it.
SELECT
  concat(toString(p.lever), ': ', arrayStringConcat(arrayFilter(v -> v != '', mapValues(p.scope)), ', ')) AS step,
  p.saving_usd_per_month AS alone_usd,
  if(p.status IN ('proposed', 'accepted'), toNullable(s.usd), NULL) AS here_usd,
  toString(p.status) AS status,
  p.change AS change,
  s.planned_at AS planned_at,
  s.id AS id
FROM (
  SELECT place, id, usd, toDateTime(planned_at, 'UTC') AS planned_at
  FROM (SELECT * FROM plans FINAL ORDER BY planned_at DESC, run_id DESC LIMIT 1)
  ARRAY JOIN arrayEnumerate(step_ids) AS place, step_ids AS id, step_usd AS usd
) AS s
INNER JOIN (SELECT * FROM proposals FINAL) AS p ON p.id = s.id
ORDER BY s.place

-- What would each lever's open proposals save a month, each alone and at their places in the newest joint plan, and what did adopted ones save?
-- The newest version of each proposal that is neither dismissed nor withdrawn, whatever the time asked for. `alone` may overlap,
-- `together` sums to what the plan saves; NULL where none of them is a step of it.
SELECT
  toString(p.lever) AS lever,
  countIf(p.status != 'adopted') AS open_count,
  sumOrNullIf(s.usd, p.status != 'adopted') AS together_usd,
  sumIf(p.saving_usd_per_month, p.status != 'adopted') AS alone_usd,
  countIf(p.status = 'adopted') AS adopted_count,
  sum(p.realised_usd_per_month) AS realised_usd
FROM (SELECT * FROM proposals FINAL WHERE status NOT IN ('dismissed', 'withdrawn')) AS p
LEFT JOIN (
  SELECT id, toNullable(step) AS usd
  FROM (SELECT step_ids, step_usd FROM plans FINAL ORDER BY planned_at DESC, run_id DESC LIMIT 1)
  ARRAY JOIN step_ids AS id, step_usd AS step
) AS s ON s.id = p.id
GROUP BY lever
ORDER BY together_usd DESC NULLS LAST, alone_usd DESC, lever

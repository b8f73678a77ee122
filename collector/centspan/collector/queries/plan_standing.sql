-- What do the open proposals save together a month, as the newest joint plan replayed them?
-- NULL where no run of all levers has made a plan. A step that was dismissed, adopted or withdrawn since counts no more: what is
-- left is then what each other step saves at its place, without an interval until the next run. Open ones outside the plan
-- (an experiment comes first, a larger one excludes it, or no plan has seen it) are summed, each by itself.
WITH
newest AS (SELECT * FROM plans FINAL ORDER BY planned_at DESC, run_id DESC LIMIT 1),
steps AS (
  SELECT id, usd, toNullable(planned_at) AS planned_at, toNullable(baseline_usd) AS baseline_usd,
    saving_usd_per_month, saving_low_usd, saving_high_usd
  FROM newest
  -- A plan without a step is a plan.
  LEFT ARRAY JOIN step_ids AS id, step_usd AS usd
),
opened AS (
  SELECT id, saving_usd_per_month AS alone_usd
  FROM proposals FINAL
  WHERE status IN ('proposed', 'accepted')
),
joined AS (
  SELECT s.*, s.planned_at IS NOT NULL AS is_step, o.id != '' AS is_open, o.alone_usd AS alone_usd
  FROM steps AS s
  FULL JOIN opened AS o ON o.id = s.id
)
SELECT
  max(j.planned_at) AS planned_at,
  max(j.baseline_usd) AS baseline_usd,
  countIf(is_step AND is_open) AS steps_count,
  countIf(is_step AND NOT is_open AND j.id != '') AS gone_count,
  if(gone_count = 0, maxIf(toNullable(j.saving_usd_per_month), is_step), sumOrNullIf(j.usd, is_step AND is_open)) AS whole_usd,
  if(planned_at IS NULL, NULL, ifNull(whole_usd, toDecimal128(0, 18))) AS together_usd,
  if(gone_count = 0, max(j.saving_low_usd), NULL) AS low_usd,
  if(gone_count = 0, max(j.saving_high_usd), NULL) AS high_usd,
  sumIf(j.alone_usd, is_step AND is_open) AS alone_usd,
  countIf(NOT is_step) AS outside_count,
  sumIf(j.alone_usd, NOT is_step) AS outside_usd
FROM joined AS j

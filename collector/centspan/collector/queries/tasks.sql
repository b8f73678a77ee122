-- What does a task that ended well cost, and of how many tasks is the end known?
-- Everything done under a task id, over the tasks that succeeded. From the calls of the last 24 hours of
-- the range only: tasks stand in no rollup. What was reported more than a day before that is not looked for.
WITH tasks AS (
  SELECT task_id, max(c.weight) AS weight,
    sum(if(c.weight = 1, c.effective_usd, toDecimal128(c.effective_usd * toDecimal64(c.weight, 6), 18))) AS usd
  FROM calls AS c
  WHERE counted AND task_id != '' AND in_last_day(environment, feature, team, model, tenant)
  GROUP BY task_id
)
SELECT
  toUInt64(round(sum(t.weight))) AS tasks,
  toUInt64(round(sumIf(t.weight, o.outcome = 'succeeded'))) AS succeeded_count,
  toUInt64(round(sumIf(t.weight, o.outcome = 'failed'))) AS failed_count,
  sumIf(t.weight, o.outcome != '') / nullIf(sum(t.weight), 0) AS known_outcome_share,
  succeeded_count / nullIf(succeeded_count + failed_count, 0) AS success_share,
  sum(t.usd) / toDecimal128(nullIf(sumIf(t.weight, o.outcome = 'succeeded'), 0), 6) AS per_successful_task_usd
FROM tasks AS t
LEFT ANY JOIN (
  SELECT task_id, argMax(outcome, reported_at) AS outcome
  FROM task_outcomes
  WHERE reported_at >= greatest({start:DateTime('UTC')}, {end:DateTime('UTC')} - 86400) - 86400
  GROUP BY task_id
) AS o ON o.task_id = t.task_id

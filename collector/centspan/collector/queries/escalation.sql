-- What share of tasks went on to a dearer model after a cheaper one?
-- A task's next call in the same feature went to another model whose prices of an input and an output token are
-- higher together. From the calls of the last 24 hours of the range only: tasks stand in no rollup.
SELECT
  toUInt64(round(sum(t.weight))) AS tasks,
  toUInt64(round(sumIf(t.weight, t.escalated))) AS escalated_count,
  sumIf(t.weight, t.escalated) / nullIf(sum(t.weight), 0) AS escalation_share
FROM (
  SELECT feature, task_id, max(c.weight) AS weight,
    arraySort(groupArray((started_at, cityHash64(model), dictGet('price_row', 'uncached_input', contracted_id)
      + dictGet('price_row', 'output', contracted_id)))) AS steps,
    arrayExists(i -> steps[i].2 != steps[i - 1].2 AND steps[i].3 > steps[i - 1].3, range(2, length(steps) + 1)) AS escalated
  FROM calls AS c
  WHERE counted AND task_id != '' AND contracted_id != 0 AND in_last_day(environment, feature, team, model, tenant)
  GROUP BY feature, task_id
) AS t

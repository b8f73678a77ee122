-- What share of tasks went on to a dearer model after a cheaper one?
-- A task's next call in the same feature went to another model whose prices of an input and an output token are
-- higher together. From the calls of the last 24 hours of the range only: tasks stand in no rollup.
SELECT
  toUInt64(round(sum(t.weight))) AS tasks,
  toUInt64(round(sumIf(t.weight, t.escalated))) AS escalated_count,
  sumIf(t.weight, t.escalated) / nullIf(sum(t.weight), 0) AS escalation_share
FROM @escalated_tasks

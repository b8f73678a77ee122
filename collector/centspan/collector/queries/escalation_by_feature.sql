-- What share of each feature's tasks went on to a dearer model after a cheaper one?
-- As in escalation.sql: from the calls of the last 24 hours of the range only.
SELECT
  if(t.feature = '', '(none)', toString(t.feature)) AS feature,
  toUInt64(round(sum(t.weight))) AS tasks,
  toUInt64(round(sumIf(t.weight, t.escalated))) AS escalated_count,
  sumIf(t.weight, t.escalated) / sum(t.weight) AS escalation_share
FROM @escalated_tasks
GROUP BY feature
ORDER BY escalation_share DESC, tasks DESC, feature
LIMIT 100

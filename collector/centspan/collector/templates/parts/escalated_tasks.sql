-- Tasks of the last 24 hours of the range, and whether their next call in the same feature went to a dearer model.
(
  SELECT feature, task_id, max(c.weight) AS weight,
    @steps_up
  FROM calls AS c
  WHERE counted AND task_id != '' AND contracted_id != 0 AND in_last_day(environment, feature, team, model, tenant)
  GROUP BY feature, task_id
) AS t

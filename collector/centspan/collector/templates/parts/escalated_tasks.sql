-- Tasks of the last 24 hours of the range, and whether their next call in the same feature went to a dearer model.
(
  SELECT feature, task_id, max(c.weight) AS weight,
    arraySort(groupArray((started_at, cityHash64(model), dictGet('price_row', 'uncached_input', contracted_id)
      + dictGet('price_row', 'output', contracted_id)))) AS steps,
    arrayExists(i -> steps[i].2 != steps[i - 1].2 AND steps[i].3 > steps[i - 1].3, range(2, length(steps) + 1)) AS escalated
  FROM calls AS c
  WHERE counted AND task_id != '' AND contracted_id != 0 AND in_last_day(environment, feature, team, model, tenant)
  GROUP BY feature, task_id
) AS t

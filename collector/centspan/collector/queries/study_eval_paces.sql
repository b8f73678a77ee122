-- How many evaluations did each model make a day in the first week of an environment, how many in the last, beside how many other calls?
-- `usual` is the middle of the first seven days. An environment of less than three weeks has no answer.
WITH
began AS (
  SELECT environment, min(started_at) AS first_at, first_at + INTERVAL 7 DAY AS first_until,
    {end:DateTime('UTC')} - INTERVAL 7 DAY AS last_from
  FROM {study:Identifier}
  GROUP BY environment
  HAVING first_at + INTERVAL 21 DAY <= {end:DateTime('UTC')}
),
others AS (
  SELECT s.environment AS environment, sumIf(s.weight, s.started_at < b.first_until) AS first_week, sumIf(s.weight, s.started_at >= b.last_from) AS last_week
  FROM {study:Identifier} AS s
  INNER JOIN began AS b ON b.environment = s.environment
  WHERE s.purpose != 'eval'
  GROUP BY environment
),
days AS (
  SELECT s.environment AS environment, s.feature AS feature, toString(s.model) AS model, intDiv(dateDiff('second', b.first_at, s.started_at), 86400) AS place,
    sum(s.weight) AS calls, sumIf(s.weight, s.started_at >= b.last_from) AS last_week
  FROM {study:Identifier} AS s
  INNER JOIN began AS b ON b.environment = s.environment
  WHERE s.purpose = 'eval'
  GROUP BY environment, feature, model, place
)
SELECT d.environment AS environment, d.feature AS feature, d.model AS model,
  sumMapIf([toUInt32(d.place)], [d.calls], d.place < 7) AS by_day,
  arrayReduce('quantileExactInclusive(0.5)', arrayMap(p -> by_day.2[indexOf(by_day.1, p)], range(7))) AS usual,
  sum(d.last_week) / 7 AS now,
  any(o.first_week) / 7 AS others_before,
  any(o.last_week) / 7 AS others_now
FROM days AS d
LEFT JOIN others AS o ON o.environment = d.environment
GROUP BY environment, feature, model
ORDER BY environment, feature, model

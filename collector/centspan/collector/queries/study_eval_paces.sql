-- How many evaluations did each model make a day in the first week, how many in the last, beside how many calls that they may judge?
-- Those are the feature's own texts, in its own first week, where it makes any beside evaluations: no other feature's calls tell
-- of them then. Else they are the other calls of its environment, in its first week. `usual` is the middle of the first seven
-- days. What is known for less than three weeks has no answer.
WITH
known AS (
  SELECT environment, toString(feature) AS feature, min(started_at) AS own_first_at, countIf(purpose = 'eval') AS evaluations,
    countIf(purpose != 'eval' AND @makes_text) > 0 AS is_own
  FROM {study:Identifier}
  GROUP BY environment, feature
),
began AS (
  SELECT environment, feature, is_own, if(is_own, feature, '') AS judged, first_at, first_at + INTERVAL 7 DAY AS first_until,
    {end:DateTime('UTC')} - INTERVAL 7 DAY AS last_from
  FROM (SELECT *, if(is_own, own_first_at, min(own_first_at) OVER (PARTITION BY environment)) AS first_at FROM known)
  WHERE evaluations > 0 AND first_at + INTERVAL 21 DAY <= {end:DateTime('UTC')}
),
others AS (
  SELECT s.environment AS environment, s.is_own AS is_own, s.judged AS judged,
    sumIf(s.weight, s.started_at < b.first_until) AS first_week, sumIf(s.weight, s.started_at >= b.last_from) AS last_week
  FROM (
    SELECT environment, started_at, weight, arrayJoin(if(@makes_text, [0, 1], [0])) AS is_own, if(is_own, toString(feature), '') AS judged
    FROM {study:Identifier}
    WHERE purpose != 'eval' AND environment IN (SELECT environment FROM began)
  ) AS s
  INNER JOIN (SELECT DISTINCT environment, is_own, judged, first_until, last_from FROM began) AS b
  ON b.environment = s.environment AND b.is_own = s.is_own AND b.judged = s.judged
  GROUP BY environment, is_own, judged
),
days AS (
  SELECT s.environment AS environment, b.feature AS feature, b.is_own AS is_own, b.judged AS judged, toString(s.model) AS model,
    intDiv(dateDiff('second', b.first_at, s.started_at), 86400) AS place,
    sum(s.weight) AS calls, sumIf(s.weight, s.started_at >= b.last_from) AS last_week
  FROM {study:Identifier} AS s
  INNER JOIN began AS b ON b.environment = s.environment AND b.feature = s.feature
  WHERE s.purpose = 'eval'
  GROUP BY environment, feature, is_own, judged, model, place
)
SELECT d.environment AS environment, d.feature AS feature, d.model AS model,
  sumMapIf([toUInt32(d.place)], [d.calls], d.place < 7) AS by_day,
  arrayReduce('quantileExactInclusive(0.5)', arrayMap(p -> by_day.2[indexOf(by_day.1, p)], range(7))) AS usual,
  sumIf(d.calls, d.place < 7) AS in_first_week,
  sum(d.last_week) / 7 AS now,
  any(o.first_week) / 7 AS others_before,
  any(o.last_week) / 7 AS others_now
FROM days AS d
LEFT JOIN others AS o ON o.environment = d.environment AND o.is_own = d.is_own AND o.judged = d.judged
GROUP BY environment, feature, model
ORDER BY environment, feature, model

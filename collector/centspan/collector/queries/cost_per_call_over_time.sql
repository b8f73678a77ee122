-- What did a call of each feature cost on average, over time: the eight dearest features, and all others together?
-- Over calls whose cost is known. A step is {grain} seconds, 0 for hours.
WITH stepped AS (
  SELECT
    p.time AS time,
    if(p.feature = '', '(none)', toString(p.feature)) AS feature,
    sum(p.effective_usd) AS usd,
    sumIf(p.calls, isNotNull(p.effective_usd)) AS known
  FROM priced(
    SELECT toStartOfInterval(hour, toIntervalSecond(if({grain:UInt32} = 0, 3600, {grain:UInt32}))) AS time, feature
    FROM spend({start:DateTime('UTC')}, {end:DateTime('UTC')}, if({grain:UInt32} = 0, 3600, {grain:UInt32}))
  ) AS p
  GROUP BY time, feature
),
dearest AS (SELECT feature FROM stepped GROUP BY feature ORDER BY sum(usd) DESC NULLS LAST, feature LIMIT 8)
SELECT time, if(s.feature IN (SELECT feature FROM dearest), s.feature, 'other') AS feature,
  sum(s.usd) / toDecimal128(nullIf(sum(s.known), 0), 6) AS per_call_usd
FROM stepped AS s
GROUP BY time, feature
HAVING per_call_usd IS NOT NULL
ORDER BY time, feature

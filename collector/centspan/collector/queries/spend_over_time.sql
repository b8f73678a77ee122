-- How did spend go by feature: the eight dearest of the range, and all others together?
-- A step is {grain} seconds, 0 for hours. The last step is still running where {end} is now.
SELECT time, if(place <= 8, s.feature, 'other') AS feature, sum(s.usd) AS effective_usd
FROM (
  SELECT *, dense_rank() OVER (ORDER BY total DESC NULLS LAST, feature) AS place
  FROM (
    SELECT *, sum(usd) OVER (PARTITION BY feature) AS total
    FROM (
      SELECT
        p.time AS time,
        if(p.feature = '', '(none)', toString(p.feature)) AS feature,
        sum(p.effective_usd) AS usd
      FROM priced(
        SELECT toStartOfInterval(hour, toIntervalSecond(if({grain:UInt32} = 0, 3600, {grain:UInt32}))) AS time, feature
        FROM spend({start:DateTime('UTC')}, {end:DateTime('UTC')}, if({grain:UInt32} = 0, 3600, {grain:UInt32}))
      ) AS p
      GROUP BY time, feature
    )
  )
) AS s
GROUP BY time, feature
HAVING effective_usd IS NOT NULL
ORDER BY time, feature

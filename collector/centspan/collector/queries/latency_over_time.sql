-- How long did calls take, over time: the median, and what 95 of 100 stayed below?
-- From bins 9 % wide (eight to a doubling), so a figure is within 4.5 % of the exact one. A step is {grain}
-- seconds, 0 for hours. Sampled calls count by their weight.
SELECT time,
  exp2(quantileExactWeighted(0.5)(bin.1, toUInt64(round(1000 * bin.2))) / 8) AS p50_ms,
  exp2(quantileExactWeighted(0.95)(bin.1, toUInt64(round(1000 * bin.2))) / 8) AS p95_ms
FROM (
  SELECT p.time AS time, arrayJoin(CAST(sumMap(p.latency_bins), 'Array(Tuple(UInt16, Float64))')) AS bin
  FROM priced(
    SELECT toStartOfInterval(hour, toIntervalSecond(if({grain:UInt32} = 0, 3600, {grain:UInt32}))) AS time
    FROM spend({start:DateTime('UTC')}, {end:DateTime('UTC')}, if({grain:UInt32} = 0, 3600, {grain:UInt32}))
  ) AS p
  GROUP BY time
)
GROUP BY time
ORDER BY time

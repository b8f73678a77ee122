-- Which share of each step's calls is unpriced, assumed, estimated, without usage, inconsistent?
-- A step is {grain} seconds, 0 for hours.
SELECT
  p.time AS time,
  sumIf(p.calls, price_status = 'unpriced') / sum(p.calls) AS unpriced_share,
  sumIf(p.calls, price_status = 'assumed') / sum(p.calls) AS assumed_share,
  sum(p.estimated_calls) / sum(p.calls) AS estimated_share,
  sum(p.no_usage_calls) / sum(p.calls) AS no_usage_share,
  sum(p.inconsistent_calls) / sum(p.calls) AS inconsistent_share
FROM priced(
  SELECT toStartOfInterval(hour, toIntervalSecond(if({grain:UInt32} = 0, 3600, {grain:UInt32}))) AS time, usage_source
  FROM spend({start:DateTime('UTC')}, {end:DateTime('UTC')}, if({grain:UInt32} = 0, 3600, {grain:UInt32}))
) AS p
GROUP BY time
HAVING sum(p.calls) > 0
ORDER BY time

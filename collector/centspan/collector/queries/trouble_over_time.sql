-- What share of calls failed, was tried again, given up, or cut off at its limit, over time?
-- Tries beyond the first are counted as retries, those inside the SDK too. A step is {grain} seconds, 0 for hours.
SELECT
  p.time AS time,
  sum(p.errors) / sum(p.calls) AS error_share,
  sum(p.retries) / sum(p.calls) AS retry_share,
  sum(p.abandoned_calls) / sum(p.calls) AS abandoned_share,
  sum(p.capped_calls) / sum(p.calls) AS capped_share
FROM priced(
  SELECT toStartOfInterval(hour, toIntervalSecond(if({grain:UInt32} = 0, 3600, {grain:UInt32}))) AS time
  FROM spend({start:DateTime('UTC')}, {end:DateTime('UTC')}, if({grain:UInt32} = 0, 3600, {grain:UInt32}))
) AS p
GROUP BY time
ORDER BY time

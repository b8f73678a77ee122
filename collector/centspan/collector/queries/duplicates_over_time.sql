-- How many spans were left out as duplicates, and why?
-- A step is {grain} seconds, 0 for hours. Known by environment and feature.
SELECT
  toStartOfInterval(u.hour, toIntervalSecond(if({grain:UInt32} = 0, 3600, {grain:UInt32}))) AS time,
  toString(u.not_counted_because) AS reason,
  toUInt64(round(sum(u.calls))) AS duplicate_calls
FROM uncounted_as_rolled AS u
WHERE u.hour >= {start:DateTime('UTC')} AND u.hour < {end:DateTime('UTC')}
  AND in_scope(environment, feature)
GROUP BY time, reason
ORDER BY time, reason

-- How many spans did the clients of each service lose before they could arrive, the eight that lost most?
-- A step is {grain} seconds, 0 for hours. Known by environment. 0 where a client told that it lost none.
WITH lost AS (
  SELECT
    toStartOfInterval(hour, toIntervalSecond(if({grain:UInt32} = 0, 3600, {grain:UInt32}))) AS time,
    if(service = '', '(none)', toString(service)) AS service,
    sum(dropped_spans) AS dropped_count
  FROM (
    @dropped
  )
  GROUP BY time, service
)
SELECT time, service, dropped_count
FROM lost
WHERE service IN (SELECT service FROM lost GROUP BY service ORDER BY sum(dropped_count) DESC, service LIMIT 8)
ORDER BY time, service

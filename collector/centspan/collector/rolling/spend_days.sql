-- What did these days spend, by everything? The sum of their hours; a row straddles no price boundary.
INSERT INTO spend_rollup
SELECT toStartOfDay(hour), min(rolled.time), @spend_dimensions, @sums,
  sum(rolled.duration_us), sumMap(rolled.latency_bins), {version:UInt64}, 'day', 0
FROM spend_rollup AS rolled
WHERE period = 'hour' AND toDate(hour) IN {days:Array(Date)}
  AND (hour, version) IN (SELECT hour, standing FROM hour_states WHERE NOT dirty)
GROUP BY toStartOfDay(hour), @spend_dimensions,
  @piece

-- What did these days spend, by tenant? The sum of their hours; a row straddles no price boundary.
INSERT INTO tenant_spend_rollup
SELECT toStartOfDay(hour), min(rolled.time), @tenant_dimensions, @sums, {version:UInt64}, 'day', 0
FROM tenant_spend_rollup AS rolled
WHERE period = 'hour' AND toDate(hour) IN {days:Array(Date)}
  AND (hour, version) IN (SELECT hour, standing FROM hour_states WHERE NOT dirty)
GROUP BY toStartOfDay(hour), @tenant_dimensions,
  @piece

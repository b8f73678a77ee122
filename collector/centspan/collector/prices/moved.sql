-- What did these keys use, by feature, in each piece of time between `edges` and part of a day between
-- `day_edges`? Rolled up, except where a piece begins inside an hour: there from the calls.
WITH keys AS (
  SELECT sipHash64(key.1, key.2, key.3, key.4)
  FROM (SELECT arrayJoin({keys:Array(Tuple(String, String, String, UInt32))}) AS key)
)
SELECT feature, provider, model, service_tier, context_band,
  arrayCount(edge -> edge <= time, {edges:Array(UInt32)}) AS piece,
  arrayCount(edge -> edge <= time % 86400, {day_edges:Array(UInt32)}) AS part,
  billed, sum(found.calls), sum(found.recorded_usd), @sums
FROM (
  SELECT toUInt32(s.time) AS time, feature, provider, model, service_tier, context_band,
    recorded_by IN ('provider', 'gateway') AS billed, calls, recorded_usd, @columns
  FROM spend AS s
  WHERE price_key IN keys AND served_from = '' AND NOT @unmeasured_sums AND NOT (
    arrayExists(edge -> edge > toUInt32(hour) AND edge < toUInt32(hour) + 3600, {edges:Array(UInt32)})
    OR arrayExists(edge -> edge > toUInt32(hour) % 86400 AND edge < toUInt32(hour) % 86400 + 3600, {day_edges:Array(UInt32)}))
  UNION ALL
  SELECT toUInt32(toStartOfFifteenMinutes(toDateTime(started_at, 'UTC'))) AS time, feature, provider, model,
    service_tier, context_band, recorded_by IN ('provider', 'gateway') AS billed,
    sum(weight) AS calls,
    toDecimal128(sum(toDecimal128(ifNull(s.recorded_usd, 0), 18) * toDecimal128(weight, 6)), 18) AS recorded_usd, @weighted
  FROM calls AS s
  WHERE counted AND price_key IN keys AND served_from = '' AND NOT @unmeasured_call AND (
    arrayExists(edge -> intDiv(edge, 3600) = intDiv(toUInt32(toDateTime(started_at, 'UTC')), 3600) AND edge % 3600 != 0, {edges:Array(UInt32)})
    OR arrayExists(edge -> intDiv(edge, 3600) = intDiv(toUInt32(toDateTime(started_at, 'UTC')) % 86400, 3600) AND edge % 3600 != 0, {day_edges:Array(UInt32)}))
  GROUP BY ALL
) AS found
GROUP BY ALL

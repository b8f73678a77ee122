-- What our clients lost before it could arrive, as they tell on a span of each batch (see
-- instrumentation/…/losses.py): running counts of each sender, 0 included, the highest of each hour.
-- An hour is that in which the span ended, which is about when the batch was to be sent.
CREATE TABLE IF NOT EXISTS senders{cluster} (
  hour DateTime('UTC') CODEC(Delta, ZSTD(1)),
  environment LowCardinality(String),
  service LowCardinality(String),
  sender UInt64,
  dropped_spans SimpleAggregateFunction(max, UInt64) CODEC(T64, ZSTD(1))
) ENGINE = {replicated}AggregatingMergeTree
PARTITION BY toYYYYMM(hour)
ORDER BY (environment, service, sender, hour)
TTL hour + toIntervalDay(400);

CREATE MATERIALIZED VIEW IF NOT EXISTS senders_mv{cluster} TO senders DEFINER = CURRENT_USER SQL SECURITY DEFINER AS
SELECT
  toStartOfHour(toDateTime(Timestamp, 'UTC') + intDiv(least(Duration, 86400000000000), 1000000000)) AS hour,
  if(ResourceAttributes['deployment.environment.name'] != '', ResourceAttributes['deployment.environment.name'],
    ResourceAttributes['deployment.environment']) AS environment,
  ServiceName AS service,
  sipHash64(SpanAttributes['centspan.sender.id']) AS sender,
  max(toUInt64OrZero(SpanAttributes['centspan.sender.dropped_spans'])) AS dropped_spans
FROM {traces}
WHERE SpanAttributes['centspan.sender.id'] != ''
GROUP BY hour, environment, service, sender;

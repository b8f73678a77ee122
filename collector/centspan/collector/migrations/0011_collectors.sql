-- What OpenTelemetry Collectors tell of themselves: their clickhouse exporter inserts metrics into the first two tables, as it
-- names them; kept is what the health board reads.
CREATE TABLE IF NOT EXISTS otel_metrics_sum{cluster} (
  ResourceAttributes Map(LowCardinality(String), String),
  ResourceSchemaUrl String,
  ScopeName String,
  ScopeVersion String,
  ScopeAttributes Map(LowCardinality(String), String),
  ScopeDroppedAttrCount UInt32,
  ScopeSchemaUrl String,
  ServiceName LowCardinality(String),
  MetricName LowCardinality(String),
  MetricDescription String,
  MetricUnit String,
  Attributes Map(LowCardinality(String), String),
  StartTimeUnix DateTime,
  TimeUnix DateTime,
  Value Float64,
  Flags UInt32,
  Exemplars Nested (
    FilteredAttributes Map(LowCardinality(String), String),
    TimeUnix DateTime,
    Value Float64,
    SpanId String,
    TraceId String
  ),
  AggregationTemporality Int32,
  IsMonotonic Boolean
) ENGINE = Null;

CREATE TABLE IF NOT EXISTS otel_metrics_gauge{cluster} AS otel_metrics_sum ENGINE = Null;

CREATE TABLE IF NOT EXISTS collector_metrics{cluster} (
  at DateTime('UTC') CODEC(Delta, ZSTD(1)),
  role LowCardinality(String) COMMENT 'centspan-agent or centspan-gateway',
  instance String CODEC(ZSTD(1)),
  component LowCardinality(String) COMMENT 'the receiver or exporter, and what it carries',
  name LowCardinality(String),
  value Float64 CODEC(Gorilla, ZSTD(1))
) ENGINE = {replicated}MergeTree
PARTITION BY toDate(at)
ORDER BY (name, role, instance, component, at)
TTL at + toIntervalDay(14)
SETTINGS ttl_only_drop_parts = 1;

CREATE MATERIALIZED VIEW IF NOT EXISTS collector_sums_mv{cluster} TO collector_metrics DEFINER = CURRENT_USER SQL SECURITY DEFINER AS
SELECT toDateTime(TimeUnix, 'UTC') AS at, ServiceName AS role, ResourceAttributes['service.instance.id'] AS instance,
  concat(Attributes['receiver'], Attributes['exporter'], Attributes['processor']) AS component, MetricName AS name, Value AS value
FROM otel_metrics_sum
WHERE startsWith(MetricName, 'otelcol_');

CREATE MATERIALIZED VIEW IF NOT EXISTS collector_gauges_mv{cluster} TO collector_metrics DEFINER = CURRENT_USER SQL SECURITY DEFINER AS
SELECT toDateTime(TimeUnix, 'UTC') AS at, ServiceName AS role, ResourceAttributes['service.instance.id'] AS instance,
  concat(Attributes['receiver'], Attributes['exporter'], Attributes['processor']) AS component, MetricName AS name, Value AS value
FROM otel_metrics_gauge
WHERE startsWith(MetricName, 'otelcol_');

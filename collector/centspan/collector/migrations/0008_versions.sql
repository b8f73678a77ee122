-- Which version of a service ran when, by its spans' resource attributes; where none says, none is kept.
CREATE TABLE IF NOT EXISTS service_versions{cluster} (
  environment LowCardinality(String),
  service LowCardinality(String),
  version String,
  first_seen_at SimpleAggregateFunction(min, DateTime('UTC')),
  last_seen_at SimpleAggregateFunction(max, DateTime('UTC'))
) ENGINE = {replicated}AggregatingMergeTree
ORDER BY (environment, service, version);

CREATE MATERIALIZED VIEW IF NOT EXISTS service_versions_mv{cluster} TO service_versions DEFINER = CURRENT_USER SQL SECURITY DEFINER AS
SELECT
  if(ResourceAttributes['deployment.environment.name'] != '', ResourceAttributes['deployment.environment.name'],
    ResourceAttributes['deployment.environment']) AS environment,
  ServiceName AS service,
  ResourceAttributes['service.version'] AS version,
  min(toDateTime(Timestamp, 'UTC')) AS first_seen_at,
  max(toDateTime(Timestamp, 'UTC')) AS last_seen_at
FROM {traces}
WHERE ResourceAttributes['service.version'] != ''
GROUP BY environment, service, version;

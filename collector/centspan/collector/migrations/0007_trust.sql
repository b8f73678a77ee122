-- How far the numbers can be trusted: what is left out of them, and what the rest stands on.

-- Spans that are not counted, and why; rolled up with the hours of spend_rollup.
CREATE TABLE IF NOT EXISTS uncounted_rollup{cluster} (
  hour DateTime('UTC') CODEC(Delta, ZSTD(1)),
  environment LowCardinality(String),
  service LowCardinality(String),
  feature LowCardinality(String),
  not_counted_because LowCardinality(String),
  calls Float64 CODEC(ZSTD(1)),
  version UInt64 CODEC(Delta, ZSTD(1)),
  draft UInt64 CODEC(Delta, ZSTD(1)) COMMENT 'the version of a draft, else 0'
) ENGINE = {replicated}MergeTree
PARTITION BY (toYYYYMM(hour), draft)
ORDER BY (environment, feature, hour, version)
TTL hour + toIntervalDay(800);

CREATE VIEW IF NOT EXISTS uncounted_of_calls{cluster} AS
SELECT toStartOfHour(started_at) AS hour, environment, service, feature,
  not_counted_because, sum(weight) AS calls
FROM llm_calls FINAL
WHERE counted = 0
GROUP BY hour, environment, service, feature, not_counted_because
SETTINGS do_not_merge_across_partitions_select_final = 1;

CREATE VIEW IF NOT EXISTS uncounted{cluster} AS
SELECT * EXCEPT (version, draft) FROM uncounted_rollup
WHERE (hour, version) IN (SELECT hour, standing FROM hour_states WHERE NOT dirty)
UNION ALL
SELECT * FROM uncounted_of_calls WHERE hour IN (SELECT hour FROM hour_states WHERE dirty);

CREATE VIEW IF NOT EXISTS uncounted_as_rolled{cluster} AS
SELECT * EXCEPT (version, draft) FROM uncounted_rollup
WHERE version = dictGet('{database}.standing_rollups', 'hour_version', toUInt64(hour));

-- Calls by what is doubtful about them, and bills beside the list price of the same calls. Every
-- count is of `calls`, which leaves `duplicate_calls` (spans not counted, whatever the reason) out.
CREATE VIEW IF NOT EXISTS trust{cluster} AS
SELECT hour, environment, service, feature,
  sum(all_calls) AS calls,
  sum(unpriced) AS unpriced_calls,
  sum(assumed) AS assumed_calls,
  sum(estimated) AS estimated_calls,
  sum(unmeasured) AS no_usage_calls,
  sum(inconsistent) AS inconsistent_calls,
  sum(not_counted) AS duplicate_calls,
  sumIf(all_calls, feature = '') AS without_feature_calls,
  sum(without_tenant) AS without_tenant_calls,
  sum(without_user) AS without_user_calls,
  sum(unseen) AS unseen_attempts,
  sum(billed) AS billed_usd,
  sum(list_of_billed) AS list_of_billed_usd,
  sum(told) AS told_usd,
  sum(list_of_told) AS list_of_told_usd
FROM (
  SELECT hour, environment, service, feature,
    spend.calls AS all_calls,
    if(price_status = 'unpriced', spend.calls, 0) AS unpriced,
    if(price_status = 'assumed', spend.calls, 0) AS assumed,
    if(usage_source = 'estimated', spend.calls, 0) AS estimated,
    if(usage_source = 'none' AND served_from = '', spend.calls - spend.errors, 0) AS unmeasured,
    spend.inconsistent_calls AS inconsistent,
    toFloat64(0) AS not_counted,
    spend.without_tenant_calls AS without_tenant,
    spend.without_user_calls AS without_user,
    spend.unseen_attempts AS unseen,
    spend.list_usd IS NOT NULL AND recorded_by IN ('provider', 'gateway') AS is_billed,
    spend.list_usd IS NOT NULL AND recorded_by IN ('client', 'import') AS is_told,
    if(is_billed, toDecimal128(spend.recorded_usd, 18), toDecimal128(0, 18)) AS billed,
    if(is_billed, ifNull(spend.list_usd, 0), toDecimal128(0, 18)) AS list_of_billed,
    if(is_told, toDecimal128(spend.recorded_usd, 18), toDecimal128(0, 18)) AS told,
    if(is_told, ifNull(spend.list_usd, 0), toDecimal128(0, 18)) AS list_of_told
  FROM spend
  UNION ALL
  SELECT hour, environment, service, feature,
    0, 0, 0, 0, 0, 0, uncounted.calls, 0, 0, 0, 0, 0, toDecimal128(0, 18), toDecimal128(0, 18),
    toDecimal128(0, 18), toDecimal128(0, 18)
  FROM uncounted
)
GROUP BY hour, environment, service, feature;

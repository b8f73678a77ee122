-- What people and jobs decide: budgets, changes, proposals, policies, alerts.

-- Every edit is a new row; the newest version of an id stands, `removed` included.
CREATE TABLE IF NOT EXISTS budgets{cluster} (
  id String,
  version UInt64,
  scope Map(LowCardinality(String), String),
  unit LowCardinality(String),
  amount Decimal(18, 6),
  period LowCardinality(String),
  timezone LowCardinality(String),
  owner String,
  channel String,
  removed UInt8 DEFAULT 0,
  changed_at DateTime64(3, 'UTC') DEFAULT now64(3),
  changed_by String
) ENGINE = {replicated}ReplacingMergeTree(version)
ORDER BY id;

-- Deploys, marks, price, budget and policy edits, adoptions: what a board annotates.
CREATE TABLE IF NOT EXISTS changes{cluster} (
  changed_at DateTime64(3, 'UTC'),
  kind LowCardinality(String),
  environment LowCardinality(String),
  service LowCardinality(String),
  feature LowCardinality(String),
  title String,
  detail String,
  changed_by String,
  attributes Map(LowCardinality(String), String)
) ENGINE = {replicated}ReplacingMergeTree
PARTITION BY toYYYYMM(changed_at)
ORDER BY (changed_at, kind, environment, service, feature, title);

CREATE TABLE IF NOT EXISTS proposals{cluster} (
  id String,
  run_id String,
  proposed_at DateTime64(3, 'UTC'),
  lever LowCardinality(String),
  scope Map(LowCardinality(String), String),
  change String,
  baseline_usd Decimal(38, 18),
  saving_usd_per_month Decimal(38, 18),
  saving_low_usd Nullable(Decimal(38, 18)),
  saving_high_usd Nullable(Decimal(38, 18)),
  evidence LowCardinality(String),
  quality_effect String,
  latency_effect String,
  status LowCardinality(String),
  reason String,
  document String CODEC(ZSTD(3)),
  version UInt64
) ENGINE = {replicated}ReplacingMergeTree(version)
ORDER BY (lever, id);

CREATE TABLE IF NOT EXISTS policies{cluster} (
  id String,
  version UInt32,
  kind LowCardinality(String),
  scope Map(LowCardinality(String), String),
  document String CODEC(ZSTD(3)),
  share_pct Decimal(5, 2),
  valid_from DateTime64(3, 'UTC'),
  valid_to Nullable(DateTime64(3, 'UTC')),
  changed_at DateTime64(3, 'UTC') DEFAULT now64(3),
  changed_by String
) ENGINE = {replicated}ReplacingMergeTree
ORDER BY (id, version);

CREATE TABLE IF NOT EXISTS alert_events{cluster} (
  at DateTime64(3, 'UTC'),
  rule LowCardinality(String),
  dedup_key String,
  state LowCardinality(String),
  severity LowCardinality(String),
  scope Map(LowCardinality(String), String),
  observed Nullable(Decimal(38, 18)),
  expected Nullable(Decimal(38, 18)),
  delivered_to String,
  delivery_error String,
  document String CODEC(ZSTD(3))
) ENGINE = {replicated}MergeTree
PARTITION BY toYYYYMM(at)
ORDER BY (rule, dedup_key, at)
TTL toDateTime(at) + toIntervalDay(400);

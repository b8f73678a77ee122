-- What people and jobs decide: budgets, changes, proposals, plans, policies, alerts.

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
  adopted_at Nullable(DateTime64(3, 'UTC')),
  realised_usd_per_month Nullable(Decimal(38, 18)) COMMENT 'measured after the adoption',
  realised_low_usd Nullable(Decimal(38, 18)),
  realised_high_usd Nullable(Decimal(38, 18)),
  document String CODEC(ZSTD(3)),
  version UInt64
) ENGINE = {replicated}ReplacingMergeTree(version)
ORDER BY (lever, id);

-- What the open proposals of a run save together: the same calls with one change after the other. A row for each run of all levers.
CREATE TABLE IF NOT EXISTS plans{cluster} (
  run_id String,
  planned_at DateTime64(3, 'UTC'),
  baseline_usd Decimal(38, 18) COMMENT 'a month, with what was adopted',
  saving_usd_per_month Decimal(38, 18),
  saving_low_usd Nullable(Decimal(38, 18)),
  saving_high_usd Nullable(Decimal(38, 18)),
  calls UInt64,
  users UInt64,
  step_ids Array(String) COMMENT 'proposals, in the order in which they are carried out',
  step_usd Array(Decimal(38, 18)) COMMENT 'what each saves a month of what those before it left',
  document String CODEC(ZSTD(3))
) ENGINE = {replicated}ReplacingMergeTree
ORDER BY (planned_at, run_id);

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

-- Which files were imported (see collector/…/importing/ledger.py). A file is known by the SHA-256 of
-- its content; one that has grown since keeps the `root` of its beginning, which its rows' ids are
-- made of. `recipe` stands for how its columns were read.
CREATE TABLE IF NOT EXISTS imports{cluster} (
  root FixedString(64),
  digest FixedString(64) COMMENT 'SHA-256 of the first `bytes` of the content',
  bytes UInt64,
  recipe FixedString(16),
  options String COMMENT 'the recipe in words',
  file String COMMENT 'its name when it was imported, without folders',
  kind LowCardinality(String) COMMENT 'calls or evaluations',
  at DateTime64(6, 'UTC') DEFAULT now64(6)
) ENGINE = {replicated}ReplacingMergeTree(at)
ORDER BY (root, recipe, digest);

-- How far an import came: written after each block of rows, so that a next run does the rest.
CREATE TABLE IF NOT EXISTS import_blocks{cluster} (
  root FixedString(64),
  recipe FixedString(16),
  block UInt32,
  rows UInt32 COMMENT 'rows of the block that were read',
  imported UInt32,
  rejected UInt32,
  at DateTime64(6, 'UTC') DEFAULT now64(6)
) ENGINE = {replicated}ReplacingMergeTree(at)
ORDER BY (root, recipe, block);

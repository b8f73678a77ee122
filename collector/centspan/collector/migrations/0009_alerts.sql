-- What alerts are judged by: budgets.toml as it was last applied.

ALTER TABLE budgets{cluster} ADD COLUMN IF NOT EXISTS expected Nullable(Decimal(18, 6)) COMMENT 'the usual level of a period';
ALTER TABLE budgets{cluster} ADD COLUMN IF NOT EXISTS alert_below Nullable(Decimal(18, 6)) COMMENT 'of a goal (unit ter)';
ALTER TABLE budgets{cluster} ADD COLUMN IF NOT EXISTS parent String COMMENT 'id of the budget that this one is a part of';
ALTER TABLE budgets{cluster} ADD COLUMN IF NOT EXISTS overcommit Bool COMMENT 'its parts may exceed it in sum';
ALTER TABLE budgets{cluster} ADD COLUMN IF NOT EXISTS severity Map(LowCardinality(String), String) COMMENT 'percent used to page or ticket';
ALTER TABLE budgets{cluster} ADD COLUMN IF NOT EXISTS fiscal_year_starts LowCardinality(String) COMMENT 'month and day, as 04-01';

-- As budgets, every edit of these is a new row; the newest version of an id stands, `removed` included.
CREATE TABLE IF NOT EXISTS planned_windows{cluster} (
  id String,
  version UInt64,
  scope Map(LowCardinality(String), String),
  begins DateTime('UTC'),
  ends DateTime('UTC'),
  expect Decimal(9, 3) COMMENT 'times the usual',
  reason String,
  removed UInt8 DEFAULT 0,
  changed_at DateTime64(3, 'UTC') DEFAULT now64(3),
  changed_by String
) ENGINE = {replicated}ReplacingMergeTree(version)
ORDER BY id;

CREATE TABLE IF NOT EXISTS silences{cluster} (
  id String,
  version UInt64,
  rule LowCardinality(String) COMMENT 'or * for every rule',
  scope Map(LowCardinality(String), String),
  begins DateTime('UTC'),
  ends DateTime('UTC'),
  reason String,
  by String,
  removed UInt8 DEFAULT 0,
  changed_at DateTime64(3, 'UTC') DEFAULT now64(3),
  changed_by String
) ENGINE = {replicated}ReplacingMergeTree(version)
ORDER BY id;

-- What one task may cost (kind task: usd, calls) and one call may carry (kind call: section, tokens).
CREATE TABLE IF NOT EXISTS limits{cluster} (
  id String,
  version UInt64,
  kind LowCardinality(String),
  scope Map(LowCardinality(String), String),
  usd Nullable(Decimal(18, 6)),
  calls Nullable(UInt64),
  section LowCardinality(String) COMMENT 'total for a whole call',
  tokens Nullable(UInt64),
  removed UInt8 DEFAULT 0,
  changed_at DateTime64(3, 'UTC') DEFAULT now64(3),
  changed_by String
) ENGINE = {replicated}ReplacingMergeTree(version)
ORDER BY id;

-- Notifications, stored before they are sent. A row is a version; the newest of an id stands.
CREATE TABLE IF NOT EXISTS alert_deliveries{cluster} (
  id String,
  version UInt64,
  channel LowCardinality(String) COMMENT 'its name in budgets.toml; addresses and secrets are never stored',
  group_key String,
  reason LowCardinality(String) COMMENT 'new, changed, repeat, acknowledged or resolved',
  firing UInt32 COMMENT 'alerts in it that were not over',
  created_at DateTime64(3, 'UTC'),
  status LowCardinality(String) COMMENT 'waiting, delivered, failed or superseded',
  attempts UInt32,
  next_attempt_at DateTime64(3, 'UTC'),
  changed_at DateTime64(3, 'UTC'),
  error String,
  document String CODEC(ZSTD(3))
) ENGINE = {replicated}ReplacingMergeTree(version)
PARTITION BY toYYYYMM(created_at)
ORDER BY (channel, group_key, created_at, id)
TTL toDateTime(created_at) + toIntervalDay(400);

-- How alerts stand, and which scopes are too young to be judged; the newest version of a key stands.
CREATE TABLE IF NOT EXISTS alert_states{cluster} (
  dedup_key String,
  version UInt64,
  rule LowCardinality(String),
  labels Map(LowCardinality(String), String),
  state LowCardinality(String) COMMENT 'pending, firing, resolved, learning, or past where it is none of these any more',
  pending_since DateTime64(3, 'UTC'),
  at DateTime64(3, 'UTC'),
  started_at Nullable(DateTime64(3, 'UTC')),
  calm_since Nullable(DateTime64(3, 'UTC')),
  resolved_at Nullable(DateTime64(3, 'UTC')),
  missing UInt8,
  document String CODEC(ZSTD(3)) COMMENT 'what it told last, as docs/alerts.md has it'
) ENGINE = {replicated}ReplacingMergeTree(version)
ORDER BY dedup_key
TTL toDateTime(at) + toIntervalDay(400);

-- Who has taken an alert on. It holds for the time that it fires then, not for the next.
CREATE TABLE IF NOT EXISTS alert_acks{cluster} (
  dedup_key String,
  at DateTime64(3, 'UTC') DEFAULT now64(3),
  by String
) ENGINE = {replicated}MergeTree
ORDER BY (dedup_key, at)
TTL toDateTime(at) + toIntervalDay(400);

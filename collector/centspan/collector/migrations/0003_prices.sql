-- The price book: append-only rows, and what stands of them (see collector/…/prices/__init__.py).
-- The price columns are BUCKETS and UNITS of instrumentation/…/attributes.py, in their order.

-- USD per single token or unit. A row holds from `valid_from` until before `valid_to`, each day from
-- `day_from` until before `day_to` seconds after midnight UTC. The book has two layers: `list` is what
-- the provider lists, `contract` what was agreed. In each, where rows of a key overlap the highest
-- version stands, and a `withdrawn` row takes a price away: without a contract the list price is
-- paid, without either calls are unpriced.
CREATE TABLE IF NOT EXISTS prices{cluster} (
  provider LowCardinality(String) COMMENT 'as on spans',
  model LowCardinality(String) COMMENT 'as on spans',
  service_tier LowCardinality(String),
  context_band UInt32,
  kind LowCardinality(String) DEFAULT 'list' COMMENT 'list or contract',
  price_key UInt64 MATERIALIZED sipHash64(provider, model, service_tier, context_band),
  valid_from DateTime('UTC') DEFAULT 0,
  valid_to DateTime('UTC') DEFAULT 4294967295,
  day_from UInt32 DEFAULT 0,
  day_to UInt32 DEFAULT 86400,
  version UInt32,
  uncached_input Decimal(38, 18),
  cache_read Decimal(38, 18),
  cache_write_5m Decimal(38, 18),
  cache_write_1h Decimal(38, 18),
  output Decimal(38, 18),
  reasoning Decimal(38, 18),
  audio_input Decimal(38, 18),
  audio_output Decimal(38, 18),
  image_input Decimal(38, 18),
  image_output Decimal(38, 18),
  web_searches Decimal(38, 18),
  requests Decimal(38, 18),
  price_status LowCardinality(String) DEFAULT 'priced' COMMENT 'priced or assumed',
  source LowCardinality(String) COMMENT 'who says so, with its version',
  note LowCardinality(String) COMMENT 'what was matched or assumed; the currency and rate a price was converted from',
  withdrawn UInt8 DEFAULT 0,
  added_at DateTime('UTC') DEFAULT now(),
  added_by LowCardinality(String),
  price_id UInt64 MATERIALIZED sipHash64(price_key, kind, valid_from, valid_to, day_from, day_to, version,
    uncached_input, cache_read, cache_write_5m, cache_write_1h, output, reasoning, audio_input, audio_output,
    image_input, image_output, web_searches, requests, price_status, source, note, withdrawn)
    COMMENT 'a hash of the content: two writers of the same row agree on it'
) ENGINE = {replicated}MergeTree
ORDER BY (provider, model, service_tier, context_band, version, valid_from);

-- Of entries with one token the highest version counts: two writers at once claim anew.
CREATE TABLE IF NOT EXISTS price_versions{cluster} (
  version UInt32,
  token UInt64 COMMENT 'which writer claimed it',
  added_at DateTime('UTC') DEFAULT now(),
  added_by LowCardinality(String),
  reason LowCardinality(String) COMMENT 'resolved, repriced, set or undo',
  undoes UInt32 DEFAULT 0 COMMENT 'the version that an undo took back',
  what String COMMENT 'what this version changed, in words'
) ENGINE = {replicated}MergeTree
ORDER BY version;

-- Names that no price source knew, so that they are not looked up again until the source changes.
CREATE TABLE IF NOT EXISTS price_misses{cluster} (
  provider LowCardinality(String),
  model LowCardinality(String),
  service_tier LowCardinality(String),
  source LowCardinality(String) COMMENT 'where it was looked up, with its version',
  reason LowCardinality(String),
  looked_up_at DateTime('UTC') DEFAULT now()
) ENGINE = {replicated}ReplacingMergeTree(looked_up_at)
ORDER BY (provider, model, service_tier);

-- A closed month is answered from the book as it stood then: versions after `book_version` do not
-- stand in it, and what they would change is an adjustment (see price_adjustments).
CREATE TABLE IF NOT EXISTS closed_months{cluster} (
  month Date COMMENT 'its first day; months are UTC',
  book_version UInt32,
  closed UInt8 COMMENT '0: opened again',
  effective_usd Decimal(38, 18) COMMENT 'the total when it was closed or opened',
  changed_at DateTime64(3, 'UTC') DEFAULT now64(3),
  changed_by LowCardinality(String)
) ENGINE = {replicated}ReplacingMergeTree(changed_at)
ORDER BY month;

-- What stands, in runs that never overlap within a key and a part of the day (`valid_to` and `day_to`
-- are exclusive). Each key's time is cut at every edge of its rows and of closed months, its day at
-- every edge of their windows; in each piece the highest version of each layer stands that the month
-- is not closed to, and pieces where the same stands without a break are joined. `later` are the
-- versions that the month is closed to, each with what would stand with it and all before it. No month
-- is closed to the first version of a key: it changes nothing that stood.
CREATE VIEW IF NOT EXISTS price_runs{cluster} AS
WITH
  (SELECT groupArray((toDateTime(month, 'UTC'), toDateTime(month + toIntervalMonth(1), 'UTC'), book_version))
    FROM closed_months FINAL WHERE closed) AS months,
  by_key AS (
    SELECT price_key, min(version) AS first_version,
      arrayReverseSort(groupArray(
        (version, NOT withdrawn, if(withdrawn, 0, price_id), valid_from, valid_to, day_from, day_to, kind = 'contract'))) AS entries,
      arraySort(arrayDistinct(arrayConcat(
        groupUniqArrayArray([valid_from, valid_to]), arrayMap(m -> m.1, months), arrayMap(m -> m.2, months)))) AS edges,
      arraySort(groupUniqArrayArray([0, 86400, day_from, day_to])) AS day_edges
    FROM prices
    GROUP BY price_key
  ),
  by_part_of_day AS (
    SELECT price_key, edges,
      arrayJoin(arrayZip(arrayPopBack(day_edges), arrayPopFront(day_edges))) AS part,
      arrayFilter(e -> e.6 <= part.1 AND part.1 < e.7, entries) AS today,
      arrayMap(edge -> arrayFilter(e -> e.4 <= edge AND edge < e.5, today), edges) AS holding,
      arrayMap(edge -> greatest(first_version, arrayFirst(m -> m.1 <= edge AND edge < m.2, arrayPushBack(months,
        (toDateTime(0, 'UTC'), toDateTime(4294967295, 'UTC'), toUInt32(4294967295)))).3), edges) AS pins,
      arrayMap((held, pin) -> arrayFirst(e -> e.1 <= pin AND NOT e.8, held).3, holding, pins) AS listed,
      arrayMap((held, pin) -> arrayFirst(e -> e.1 <= pin AND e.8, held).3, holding, pins) AS agreed,
      arrayMap((held, pin) -> arrayMap(
        version -> (version, arrayFirst(e -> e.1 <= version AND NOT e.8, held).3, arrayFirst(e -> e.1 <= version AND e.8, held).3),
        arraySort(arrayDistinct(arrayMap(e -> e.1, arrayFilter(e -> e.1 > pin, held))))), holding, pins) AS later,
      arrayZip(listed, arrayMap((list, contract) -> if(contract = 0, list, contract), listed, agreed),
        arrayMap(versions -> arrayMap(v -> (v.1, v.2, if(v.3 = 0, v.2, v.3)), versions), later)) AS states,
      arrayMap(i -> (edges[i], states[i]),
        arrayFilter(i -> i = 1 OR states[i] != states[i - 1], arrayEnumerate(edges))) AS changes
    FROM by_key
  )
SELECT price_key, part.1 AS day_from, part.2 AS day_to,
  run.1.1 AS valid_from, run.2.1 AS valid_to,
  run.1.2.1 AS price_id, run.1.2.2 AS contracted_id, run.1.2.3 AS later
FROM (
  SELECT price_key, part, arrayJoin(arrayZip(arrayPopBack(changes), arrayPopFront(changes))) AS run
  FROM by_part_of_day
)
WHERE run.1.2.1 != 0 OR run.1.2.2 != 0 OR notEmpty(run.1.2.3);

-- The same as intervals of time. Parts of a day are written out day by day until 400 days from now:
-- the dictionaries load again before that.
CREATE VIEW IF NOT EXISTS price_intervals{cluster} AS
SELECT price_key, price_id, contracted_id, later,
  toDateTime(span.1, 'UTC') AS valid_from, toDateTime(span.2, 'UTC') AS valid_to
FROM (
  SELECT price_key, price_id, contracted_id, later,
    toInt64(toUInt32(run.valid_from)) AS starts,
    toInt64(toUInt32(run.valid_to)) AS ends,
    arrayJoin(if(day_to - day_from = 86400,
      [(starts, ends)],
      arrayMap(day -> (greatest(starts, day * 86400 + day_from), least(ends, day * 86400 + day_to)),
        range(intDiv(starts, 86400), least(intDiv(ends, 86400), toInt64(toUInt16(today())) + 400) + 1))
    )) AS span
  FROM price_runs AS run
)
WHERE span.1 < span.2;

-- What each later version would change in a closed month: before and after it.
CREATE VIEW IF NOT EXISTS price_adjustments{cluster} AS
SELECT price_key, valid_from, valid_to, change.1 AS version,
  change.2 AS price_id_before, change.3 AS contracted_id_before,
  change.4 AS price_id_after, change.5 AS contracted_id_after
FROM price_intervals
ARRAY JOIN arrayMap(i -> (later[i].1, if(i = 1, price_id, later[i - 1].2), if(i = 1, contracted_id, later[i - 1].3),
  later[i].2, later[i].3), arrayEnumerate(later)) AS change
WHERE change.2 != change.4 OR change.3 != change.5;

-- The book as people read it: every standing run of each layer with its prices.
CREATE VIEW IF NOT EXISTS price_book{cluster} AS
SELECT p.provider AS provider, p.model AS model, p.service_tier AS service_tier, p.context_band AS context_band,
  p.kind AS kind, i.valid_from AS valid_from, i.valid_to AS valid_to, i.day_from AS day_from, i.day_to AS day_to,
  p.uncached_input AS uncached_input, p.cache_read AS cache_read, p.cache_write_5m AS cache_write_5m,
  p.cache_write_1h AS cache_write_1h, p.output AS output, p.reasoning AS reasoning, p.audio_input AS audio_input,
  p.audio_output AS audio_output, p.image_input AS image_input, p.image_output AS image_output,
  p.web_searches AS web_searches, p.requests AS requests,
  p.price_status AS price_status, p.source AS source, p.note AS note, p.version AS version,
  p.added_at AS added_at, p.added_by AS added_by, p.price_key AS price_key, p.price_id AS price_id
FROM (
  SELECT * EXCEPT (price_id), arrayJoin(arrayDistinct([run.price_id, contracted_id])) AS price_id
  FROM price_runs AS run
) AS i
INNER JOIN (SELECT *, price_key, price_id FROM prices LIMIT 1 BY price_id) AS p ON p.price_id = i.price_id;

-- (price_key, time) → what stands, 0 where nothing does: price_id + 2^64 × contracted_id, where the
-- contracted price is the list price without a contract. Both in one number, because each attribute
-- asked for is a look-up of its own. `adjusted` tells pieces apart where versions that came after a
-- month was closed differ. Ranges of a dictionary include both ends.
-- The embedded engine loads dictionaries only when told (prices/book.py); a server's other
-- processes and replicas see a new version within 40 s.
CREATE DICTIONARY IF NOT EXISTS price_at{cluster} (
  price_key UInt64,
  valid_from DateTime('UTC'),
  last_second DateTime('UTC'),
  standing UInt128 DEFAULT 0,
  adjusted UInt64 DEFAULT 0
) PRIMARY KEY price_key
SOURCE(CLICKHOUSE(
  QUERY 'SELECT price_key, valid_from, valid_to - 1 AS last_second, toUInt128(price_id) + bitShiftLeft(toUInt128(contracted_id), 64) AS standing, if(empty(later), 0, cityHash64(later)) AS adjusted FROM {database}.price_intervals'
  INVALIDATE_QUERY 'SELECT concat(toString(count()), toString(max(version)), toString(toStartOfMonth(today())), (SELECT concat(toString(count()), toString(max(changed_at))) FROM {database}.closed_months)) FROM {database}.prices'
))
LAYOUT(RANGE_HASHED())
RANGE(MIN valid_from MAX last_second)
LIFETIME(MIN 20 MAX 40);

-- price_id → prices. An unknown id answers NULL for `uncached_input`, which makes the whole amount
-- NULL: a price that has reached `price_at` but not yet this dictionary is unpriced, never $0.
CREATE DICTIONARY IF NOT EXISTS price_row{cluster} (
  price_id UInt64,
  uncached_input Nullable(Decimal(38, 18)),
  cache_read Decimal(38, 18) DEFAULT 0,
  cache_write_5m Decimal(38, 18) DEFAULT 0,
  cache_write_1h Decimal(38, 18) DEFAULT 0,
  output Decimal(38, 18) DEFAULT 0,
  reasoning Decimal(38, 18) DEFAULT 0,
  audio_input Decimal(38, 18) DEFAULT 0,
  audio_output Decimal(38, 18) DEFAULT 0,
  image_input Decimal(38, 18) DEFAULT 0,
  image_output Decimal(38, 18) DEFAULT 0,
  web_searches Decimal(38, 18) DEFAULT 0,
  requests Decimal(38, 18) DEFAULT 0,
  price_status String DEFAULT 'unpriced'
) PRIMARY KEY price_id
SOURCE(CLICKHOUSE(
  QUERY 'SELECT price_id, uncached_input, cache_read, cache_write_5m, cache_write_1h, output, reasoning, audio_input, audio_output, image_input, image_output, web_searches, requests, price_status FROM {database}.prices LIMIT 1 BY price_id'
  INVALIDATE_QUERY 'SELECT concat(toString(count()), toString(max(version))) FROM {database}.prices'
))
LAYOUT(HASHED_ARRAY())
LIFETIME(MIN 20 MAX 40);

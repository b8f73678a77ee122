-- The price book: append-only rows, and what stands of them (see collector/…/prices/__init__.py).
-- The price columns are BUCKETS and UNITS of instrumentation/…/attributes.py, in their order.

-- USD per single token or unit. A row holds from `valid_from` until before `valid_to`, each day from
-- `day_from` until before `day_to` seconds after midnight UTC. Where rows of a key overlap the
-- highest version stands. A `withdrawn` row takes a price away: calls in its interval are unpriced.
CREATE TABLE IF NOT EXISTS prices{cluster} (
  provider LowCardinality(String) COMMENT 'as on spans',
  model LowCardinality(String) COMMENT 'as on spans',
  service_tier LowCardinality(String),
  context_band UInt32,
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
  price_id UInt64 MATERIALIZED sipHash64(price_key, valid_from, valid_to, day_from, day_to, version,
    uncached_input, cache_read, cache_write_5m, cache_write_1h, output, reasoning, audio_input, audio_output,
    image_input, image_output, web_searches, requests, price_status, source, note, withdrawn)
    COMMENT 'a hash of the content: two writers of the same row agree on it'
) ENGINE = {replicated}MergeTree
ORDER BY (provider, model, service_tier, context_band, version, valid_from);

CREATE TABLE IF NOT EXISTS price_versions{cluster} (
  version UInt32,
  added_at DateTime('UTC') DEFAULT now(),
  added_by LowCardinality(String),
  reason LowCardinality(String) COMMENT 'resolved, override, undo …',
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

-- What stands, in intervals that never overlap within a key (`valid_to` is exclusive). Each key's
-- time is cut at every edge of its rows, its day at every edge of their windows; for each piece the
-- highest version stands, and pieces that one row holds without a break are joined. Parts of a day
-- are written out day by day until 400 days from now: the dictionaries load again before that.
CREATE VIEW IF NOT EXISTS price_intervals{cluster} AS
WITH
  by_key AS (
    SELECT price_key,
      arrayReverseSort(groupArray(
        (version, NOT withdrawn, price_id, valid_from, valid_to, day_from, day_to))) AS entries,
      arraySort(groupUniqArrayArray([valid_from, valid_to])) AS edges,
      arraySort(groupUniqArrayArray([0, 86400, day_from, day_to])) AS day_edges
    FROM prices
    GROUP BY price_key
  ),
  by_part_of_day AS (
    SELECT price_key,
      arrayJoin(arrayZip(arrayPopBack(day_edges), arrayPopFront(day_edges))) AS part,
      arrayFilter(e -> e.6 <= part.1 AND part.1 < e.7, entries) AS holding,
      arrayMap(edge -> arrayFirst(e -> e.4 <= edge AND edge < e.5, holding), edges) AS tops,
      arrayMap(top -> if(top.2, top.3, 0), tops) AS ids,
      arrayFilter((change, id, before) -> id != before,
        arrayZip(edges, ids), ids, arrayPushFront(arrayPopBack(ids), 0)) AS changes
    FROM by_key
  ),
  by_run AS (
    SELECT price_key, part,
      arrayJoin(arrayZip(arrayPopBack(changes), arrayPopFront(changes))) AS run,
      run.1.2 AS price_id,
      toInt64(toUInt32(run.1.1)) AS starts,
      toInt64(toUInt32(run.2.1)) AS ends
    FROM by_part_of_day
    WHERE price_id != 0
  ),
  by_span AS (
    SELECT price_key, price_id,
      arrayJoin(if(part.2 - part.1 = 86400,
        [(starts, ends)],
        arrayMap(day -> (greatest(starts, day * 86400 + part.1), least(ends, day * 86400 + part.2)),
          range(intDiv(starts, 86400), least(intDiv(ends, 86400), toInt64(toUInt16(today())) + 400) + 1))
      )) AS span
    FROM by_run
  )
SELECT price_key, price_id, toDateTime(span.1, 'UTC') AS valid_from, toDateTime(span.2, 'UTC') AS valid_to
FROM by_span
WHERE span.1 < span.2;

-- The book as people read it: every standing interval with its prices.
CREATE VIEW IF NOT EXISTS price_book{cluster} AS
SELECT p.provider AS provider, p.model AS model, p.service_tier AS service_tier, p.context_band AS context_band,
  i.valid_from AS valid_from, i.valid_to AS valid_to,
  p.uncached_input AS uncached_input, p.cache_read AS cache_read, p.cache_write_5m AS cache_write_5m,
  p.cache_write_1h AS cache_write_1h, p.output AS output, p.reasoning AS reasoning, p.audio_input AS audio_input,
  p.audio_output AS audio_output, p.image_input AS image_input, p.image_output AS image_output,
  p.web_searches AS web_searches, p.requests AS requests,
  p.price_status AS price_status, p.source AS source, p.note AS note, p.version AS version,
  p.added_at AS added_at, p.added_by AS added_by, p.price_key AS price_key, p.price_id AS price_id
FROM price_intervals AS i
INNER JOIN (SELECT *, price_key, price_id FROM prices LIMIT 1 BY price_id) AS p ON p.price_id = i.price_id;

-- (price_key, time) → price_id, 0 where nothing stands. Ranges of a dictionary include both ends.
-- The embedded engine loads dictionaries only when told (prices/book.py); a server's other
-- processes and replicas see a new version within 40 s.
CREATE DICTIONARY IF NOT EXISTS price_at{cluster} (
  price_key UInt64,
  valid_from DateTime('UTC'),
  last_second DateTime('UTC'),
  price_id UInt64 DEFAULT 0
) PRIMARY KEY price_key
SOURCE(CLICKHOUSE(
  QUERY 'SELECT price_key, valid_from, valid_to - 1 AS last_second, price_id FROM {database}.price_intervals'
  INVALIDATE_QUERY 'SELECT concat(toString(count()), toString(max(version)), toString(toStartOfMonth(today()))) FROM {database}.prices'
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

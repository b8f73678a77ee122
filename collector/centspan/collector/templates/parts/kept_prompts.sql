-- What a provider's cache reads and writes of the prompts of one slice: calls that begin within it, with those before it that
-- an hour's cache may still hold. An environment, model and fingerprint key has a cache of its own. Rows come in the order
-- of their arrival, those of one moment one after the other. A block is hit if it and all before it were sent within the
-- time it is kept, counted from the last use. Prompts below the minimum are neither read nor written, a hit below it is
-- none, and what is not read of the others is written, their last block, which may not be full, included.
prompts AS (
  SELECT c.call AS call, c.started_at AS started_at,
    -- How many blocks, and of how many tokens if that was told, in one number: a column less to be sorted by block.
    toUInt64(p.prefix_block_tokens) * 4294967296 + length(p.prefixes) AS sized,
    cityHash64(c.environment, c.provider, c.model, p.fingerprint_key_id) AS cache,
    -- One that is too short is followed nowhere, but was sent.
    if(c.input < c.minimum, [c.call], p.prefixes) AS followed
  FROM (
    SELECT call, started_at, environment, provider, model, @input_tokens AS input, r.minimum_tokens AS minimum
    FROM {study:Identifier} AS s
    INNER JOIN (SELECT provider, model, any(minimum_tokens) AS minimum_tokens FROM {rules:Identifier} GROUP BY provider, model) AS r
    ON r.provider = s.provider AND r.model = s.model
    WHERE started_at >= {begins:DateTime64(6, 'UTC')} - {longest:UInt32} AND started_at < {ends:DateTime64(6, 'UTC')}
      AND ({environment:String} = '*' OR environment = {environment:String} AND model IN {models:Array(String)})
      AND (status = 'ok' OR uncached_input_tokens > 0)
  ) AS c
  ANY INNER JOIN (
    SELECT cityHash64(lower(hex(trace_id)), lower(hex(span_id))) AS call, prefixes, prefix_block_tokens, fingerprint_key_id
    FROM call_prefixes AS x
    WHERE toStartOfHour(x.started_at) >= toStartOfHour({begins:DateTime64(6, 'UTC')} - {longest:UInt32})
      AND toStartOfHour(x.started_at) <= toStartOfHour({ends:DateTime64(6, 'UTC')}) AND notEmpty(x.prefixes)
  ) AS p ON p.call = c.call
),
sent AS (
  SELECT call, sized, place,
    dateDiff('microsecond', lagInFrame(started_at, 1, toDateTime64(0, 6, 'UTC')) OVER before, started_at) / 1e6 AS gap
  FROM (
    SELECT call, started_at, sized, place, cityHash64(cache, each) AS block
    FROM prompts
    ARRAY JOIN followed AS each, arrayEnumerate(followed) AS place
  )
  WINDOW before AS (PARTITION BY block ORDER BY started_at, call ROWS BETWEEN 1 PRECEDING AND CURRENT ROW)
),
gaps AS (
  SELECT call, any(sized) AS size, toUInt32(size % 4294967296) AS blocks, toUInt32(intDiv(size, 4294967296)) AS told_tokens,
    minForEach(arrayMap(t -> if(gap > t, place, 65535), {ttls:Array(UInt32)})) AS first_misses
  FROM sent
  WHERE place = 1 OR gap > arrayMin({ttls:Array(UInt32)})
  GROUP BY call
),
replayed AS (
  SELECT p.* EXCEPT (call), p.call AS call, r.ttl_seconds AS choice, r.write AS write,
    least(s.first_misses[indexOf({ttls:Array(UInt32)}, r.ttl_seconds)] - 1, s.blocks) AS hit_blocks,
    -- Blocks of bytes hold as many tokens as the whole prompt has for each; the last is half full on average.
    if(s.told_tokens > 0, s.told_tokens, (p.input + p.left_out_tokens) / (s.blocks - if(s.blocks > 1, 0.5, 0))) AS block_tokens,
    if(p.input < r.minimum_tokens, 0, least(p.input, toUInt64(greatest(0, round(hit_blocks * block_tokens) - p.left_out_tokens)))) AS hit,
    if(hit < r.minimum_tokens, 0, hit) AS read,
    if(p.input < r.minimum_tokens, 0, p.input - read) AS written,
    if(r.read_multiplier >= 0, toDecimal128(uncached_input_usd * r.read_multiplier, 18), cache_read_usd) AS per_read,
    multiIf(r.write_multiplier >= 0, toDecimal128(uncached_input_usd * r.write_multiplier, 18),
      r.write = '5m', cache_write_5m_usd,
      r.write = '1h', cache_write_1h_usd, uncached_input_usd) AS per_write,
    @kept_usd
  FROM (
    SELECT *, @input_tokens AS input FROM {study:Identifier}
    WHERE started_at >= {begins:DateTime64(6, 'UTC')} AND started_at < {ends:DateTime64(6, 'UTC')}
  ) AS p
  INNER JOIN gaps AS s ON s.call = p.call
  INNER JOIN {rules:Identifier} AS r ON r.provider = p.provider AND r.model = p.model
)

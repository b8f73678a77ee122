-- Calls of features whose prompts were made shorter: the tokens of each by strategy (`choice`) as they would be billed, and
-- what that saves. A prompt that was not tried is taken to lose as much of each kind of token as those of its model that were.
tried AS (
  SELECT c.environment AS environment, c.feature AS feature, c.model AS model, t.choice AS choice,
    if(sum(c.uncached_input_tokens) = 0, 1, sum(t.uncached_input_tokens) / sum(c.uncached_input_tokens)) AS uncached_input_left,
    if(sum(c.cache_read_tokens) = 0, 1, sum(t.cache_read_tokens) / sum(c.cache_read_tokens)) AS cache_read_left,
    if(sum(c.cache_write_5m_tokens) = 0, 1, sum(t.cache_write_5m_tokens) / sum(c.cache_write_5m_tokens)) AS cache_write_5m_left,
    if(sum(c.cache_write_1h_tokens) = 0, 1, sum(t.cache_write_1h_tokens) / sum(c.cache_write_1h_tokens)) AS cache_write_1h_left
  FROM {study:Identifier} AS c
  INNER JOIN {compressed:Identifier} AS t ON t.call = c.call
  GROUP BY environment, feature, model, choice
),
compressed AS (
  SELECT environment, feature, choice, call, user, weight, new_uncached_input, new_cache_read, new_cache_write_5m, new_cache_write_1h,
    toDecimal128(((toInt64(uncached_input_tokens) - new_uncached_input) * uncached_input_usd
      + (toInt64(cache_read_tokens) - new_cache_read) * cache_read_usd
      + (toInt64(cache_write_5m_tokens) - new_cache_write_5m) * cache_write_5m_usd
      + (toInt64(cache_write_1h_tokens) - new_cache_write_1h) * cache_write_1h_usd) * paid, 18) AS saved_usd
  FROM (
    SELECT c.environment AS environment, c.feature AS feature, c.call AS call, c.user AS user, c.weight AS weight, c.paid AS paid,
      c.uncached_input_tokens AS uncached_input_tokens, c.cache_read_tokens AS cache_read_tokens, c.cache_write_5m_tokens AS cache_write_5m_tokens, c.cache_write_1h_tokens AS cache_write_1h_tokens,
      c.uncached_input_usd AS uncached_input_usd, c.cache_read_usd AS cache_read_usd, c.cache_write_5m_usd AS cache_write_5m_usd, c.cache_write_1h_usd AS cache_write_1h_usd,
      r.choice AS choice,
      if(t.call != 0, t.uncached_input_tokens, toUInt32(round(c.uncached_input_tokens * r.uncached_input_left))) AS new_uncached_input,
      if(t.call != 0, t.cache_read_tokens, toUInt32(round(c.cache_read_tokens * r.cache_read_left))) AS new_cache_read,
      if(t.call != 0, t.cache_write_5m_tokens, toUInt32(round(c.cache_write_5m_tokens * r.cache_write_5m_left))) AS new_cache_write_5m,
      if(t.call != 0, t.cache_write_1h_tokens, toUInt32(round(c.cache_write_1h_tokens * r.cache_write_1h_left))) AS new_cache_write_1h
    FROM {study:Identifier} AS c
    INNER JOIN tried AS r ON r.environment = c.environment AND r.feature = c.feature AND r.model = c.model
    LEFT JOIN {compressed:Identifier} AS t ON t.call = c.call AND t.choice = r.choice
  )
)

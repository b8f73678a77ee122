-- How many tokens of each bucket were used, over time?
-- Buckets are exclusive: a token is in one. A step is {grain} seconds, 0 for hours.
SELECT time, each.1 AS bucket, each.2 AS tokens
FROM (
  SELECT
    p.time AS time,
    arrayJoin([
      ('uncached input', sum(p.uncached_input_tokens)),
      ('cache read', sum(p.cache_read_tokens)),
      ('cache write', sum(p.cache_write_5m_tokens) + sum(p.cache_write_1h_tokens)),
      ('output', sum(p.output_tokens)),
      ('reasoning', sum(p.reasoning_tokens)),
      ('audio', sum(p.audio_input_tokens) + sum(p.audio_output_tokens)),
      ('image', sum(p.image_input_tokens) + sum(p.image_output_tokens))]) AS each
  FROM priced(
    SELECT toStartOfInterval(hour, toIntervalSecond(if({grain:UInt32} = 0, 3600, {grain:UInt32}))) AS time
    FROM spend({start:DateTime('UTC')}, {end:DateTime('UTC')}, if({grain:UInt32} = 0, 3600, {grain:UInt32}))
  ) AS p
  GROUP BY time
)
QUALIFY max(tokens) OVER (PARTITION BY each.1) > 0
ORDER BY time, bucket

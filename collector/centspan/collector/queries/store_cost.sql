-- What does keeping calls cost us: bytes a call by kind of table, and how large is everything?
-- From the engine's active parts, now. NULL without calls.
SELECT
  sum(bytes_on_disk) AS stored_bytes,
  sumIf(bytes_on_disk, table = 'llm_calls') / nullIf(sumIf(rows, table = 'llm_calls'), 0) AS per_call_bytes,
  sumIf(bytes_on_disk, endsWith(table, '_rollup'))
    / nullIf(sumIf(rows, table = 'llm_calls'), 0) AS per_call_rollup_bytes,
  sumIf(bytes_on_disk, table = 'otel_traces') / nullIf(sumIf(rows, table = 'otel_traces'), 0) AS per_span_bytes
FROM system.parts
WHERE active AND database = currentDatabase()

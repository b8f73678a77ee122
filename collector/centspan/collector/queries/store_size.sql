-- How large is each table, and how many bytes does a row take?
-- From the engine's active parts, now, whatever the time asked for; copies not yet merged included.
SELECT
  table,
  sum(rows) AS rows_count,
  sum(bytes_on_disk) AS stored_bytes,
  sum(data_uncompressed_bytes) AS uncompressed_bytes,
  sum(bytes_on_disk) / nullIf(sum(rows), 0) AS row_bytes,
  count() AS parts_count
FROM system.parts
WHERE active AND database = currentDatabase()
GROUP BY table
HAVING rows_count > 0
ORDER BY stored_bytes DESC, table

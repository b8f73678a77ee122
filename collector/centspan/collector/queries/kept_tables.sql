-- Which tables hold what must not be lost, and how many rows of it?
-- Working tables of the optimizer and of this package are none, nor is the ledger of migrations.
SELECT name AS name, toUInt64(ifNull(total_rows, 0)) AS rows
FROM system.tables
WHERE database = currentDatabase() AND engine LIKE '%MergeTree' AND name != 'schema_migrations'
  AND NOT startsWith(name, 'optimizer_study_') AND NOT startsWith(name, 'moving_') AND NOT startsWith(name, '.inner')
ORDER BY name

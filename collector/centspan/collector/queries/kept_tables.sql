-- Which tables hold what must not be lost?
-- Working tables of the optimizer and of this package are none, nor is the ledger of migrations.
SELECT name AS name
FROM system.tables
WHERE database = currentDatabase() AND engine LIKE '%MergeTree' AND name != 'schema_migrations'
  AND NOT startsWith(name, 'optimizer_study_') AND NOT startsWith(name, 'moving_') AND NOT startsWith(name, '.inner')
ORDER BY name

-- Which working tables of the optimizer were made before a moment?
SELECT name FROM system.tables
WHERE database = currentDatabase() AND startsWith(name, 'optimizer_study_') AND metadata_modification_time < {before:DateTime('UTC')}
ORDER BY name

-- Which working tables of the optimizer were made before {before}, whose run must have been cut off?
SELECT name
FROM system.tables
WHERE database = currentDatabase() AND startsWith(name, 'optimizer_study_') AND metadata_modification_time < {before:DateTime('UTC')}
ORDER BY name

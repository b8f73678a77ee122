-- Which tables, views and dictionaries does the store consist of?
SELECT name AS name, engine AS engine
FROM system.tables
WHERE database = currentDatabase() AND NOT startsWith(name, 'optimizer_study_') AND NOT startsWith(name, 'moving_')
ORDER BY name

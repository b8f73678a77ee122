-- Which dictionaries are made of tables, and must be read again once those are filled?
SELECT name AS name
FROM system.dictionaries
WHERE database = currentDatabase()
ORDER BY name

-- Which parts does a table consist of, and how many rows and bytes, unpacked, has each?
SELECT name AS name, rows AS rows, data_uncompressed_bytes AS bytes
FROM system.parts
WHERE database = currentDatabase() AND table = {table:String} AND active AND rows > 0
ORDER BY name

-- Which partitions does a table consist of?
SELECT DISTINCT partition_id AS id
FROM system.parts
WHERE database = currentDatabase() AND table = {table:String} AND active AND rows > 0
ORDER BY id

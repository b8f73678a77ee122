-- Which partitions does a study have, and which of them hold calls of a scope?
SELECT _partition_id AS partition,
  partition IN (SELECT _partition_id FROM {study:Identifier} WHERE @in_scope) AS of_scope
FROM {study:Identifier}
GROUP BY partition
ORDER BY partition

-- Which calls of one partition of a study are not of a scope?
SELECT * FROM {study:Identifier}
WHERE _partition_id = {partition:String} AND NOT (@in_scope)

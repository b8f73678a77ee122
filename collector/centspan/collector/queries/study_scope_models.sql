-- Which models answer the calls of a scope?
SELECT DISTINCT toString(model) AS model
FROM {study:Identifier}
WHERE @in_scope
ORDER BY model

-- Which models, prompt versions and tenants have another share of a scope's cost after {cut} than before?
-- Shares are 0 to 1; whose moved most comes first.
WITH of_scope AS (
  SELECT started_at >= toDateTime64({cut:DateTime('UTC')}, 6, 'UTC') AS later, toFloat64(usd) AS usd,
    arrayJoin([('model', toString(model)), ('prompt version', toString(prompt_version)), ('tenant', toString(tenant))]) AS label
  FROM {study:Identifier}
  WHERE @in_scope
)
SELECT label.1 AS dimension, label.2 AS name, sumIf(usd, later = 0) / max(before_of_all) AS before, sumIf(usd, later = 1) / max(after_of_all) AS after
FROM (
  SELECT *, sumIf(usd, later = 0) OVER (PARTITION BY label.1) AS before_of_all, sumIf(usd, later = 1) OVER (PARTITION BY label.1) AS after_of_all
  FROM of_scope
)
GROUP BY dimension, name
HAVING max(before_of_all) > 0 AND max(after_of_all) > 0
ORDER BY abs(after - before) DESC, dimension, name
LIMIT 3

-- Which models judge answers in each feature, how many, and what do their verdicts cost?
SELECT toString(environment) AS environment, toString(feature) AS feature, toString(model) AS model,
  toDecimal128(sum(weight), 6) AS verdicts, sum(c.usd) AS usd
FROM {study:Identifier} AS c
WHERE purpose = 'eval'
GROUP BY environment, feature, model
HAVING usd > 0
ORDER BY environment, feature, model

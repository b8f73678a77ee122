-- Which models judge answers, and what does one of their verdicts cost?
SELECT toString(model) AS model, sum(usd) / toDecimal128(sum(weight), 6) AS usd
FROM {study:Identifier}
WHERE purpose = 'eval'
GROUP BY model
HAVING usd > 0
ORDER BY usd, model

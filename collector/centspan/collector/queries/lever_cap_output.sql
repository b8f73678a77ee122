-- What part of each feature's cost is output, reasoning included?
SELECT environment, feature,
  toFloat64(sum((output_tokens * output_usd + reasoning_tokens * reasoning_usd) * paid)) / toFloat64(sum(usd)) AS output_share
FROM {study:Identifier}
WHERE @makes_text
GROUP BY environment, feature
HAVING sum(usd) > 0
ORDER BY environment, feature

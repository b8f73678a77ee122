-- Which models, tiers and context bands does each feature of a study use, at what cost, and how long does an answer take?
SELECT toString(environment) AS environment, toString(feature) AS feature, toString(provider) AS provider,
  toString(model) AS model, toString(service_tier) AS service_tier, context_band, sum(weight) AS calls, sum(usd) AS cost_usd,
  sum(weight * duration_us) / sum(weight) / 1000 AS mean_ms
FROM {study:Identifier}
WHERE @makes_text
GROUP BY ALL
ORDER BY environment, feature, cost_usd DESC, provider, model, service_tier, context_band

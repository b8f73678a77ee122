-- Which models, tiers and context bands do the calls of a study use?
SELECT toString(provider) AS provider, toString(model) AS model, toString(service_tier) AS service_tier,
  context_band
FROM {study:Identifier}
GROUP BY ALL
ORDER BY sum(usd) DESC, provider, model, service_tier, context_band

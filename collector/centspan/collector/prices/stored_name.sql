-- Every row of one name, each key's in rising precedence.
SELECT version, provider, model, service_tier, context_band, kind, valid_from, valid_to, day_from, day_to,
  price_status, source, note, withdrawn, @prices
FROM prices
WHERE provider = {provider:String} AND model = {model:String} AND service_tier = {tier:String}
ORDER BY provider, model, service_tier, context_band, kind, version, withdrawn DESC, price_id

-- Every row of the book, each key's in rising precedence.
SELECT version, provider, model, service_tier, context_band, kind, valid_from, valid_to, day_from, day_to,
  price_status, source, note, withdrawn, @prices
FROM prices
ORDER BY provider, model, service_tier, context_band, kind, version, withdrawn DESC, price_id

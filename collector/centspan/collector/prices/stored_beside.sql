-- Every row of the keys that these versions have rows of, each key's in rising precedence.
SELECT version, provider, model, service_tier, context_band, kind, valid_from, valid_to, day_from, day_to,
  price_status, source, note, withdrawn, @prices
FROM prices
WHERE price_key IN (SELECT price_key FROM prices WHERE version IN {versions:Array(UInt32)})
ORDER BY provider, model, service_tier, context_band, kind, version, withdrawn DESC, price_id

-- Which names have calls in a band that the book lacks a list price of, and which bands of theirs it
-- has: a contract alone leaves the list price to be found.
-- Names that the source of today did not know are left out; so are names no client can send back
-- unharmed.
WITH
  known AS (
    SELECT provider, model, service_tier, groupUniqArray(context_band) AS bands
    FROM prices
    WHERE kind = 'list'
    GROUP BY provider, model, service_tier
  ),
  seen AS (
    SELECT provider, model, service_tier, groupUniqArray(context_band) AS bands
    FROM price_keys_seen
    WHERE isValidUTF8(concat(provider, model, service_tier))
      AND (provider, model, service_tier) NOT IN (
        SELECT provider, model, service_tier FROM price_misses WHERE source = {source:String}
      )
    GROUP BY provider, model, service_tier
  )
SELECT provider, model, service_tier, known.bands AS priced_bands
FROM seen
LEFT JOIN known USING (provider, model, service_tier)
WHERE NOT hasAll(known.bands, seen.bands)
ORDER BY provider, model, service_tier
LIMIT {at_most:UInt32}

-- Under which names do the calls of a model stand, in capitals or not?
SELECT provider, model, service_tier,
  toUInt64(round(sum(s.calls))) AS calls,
  toUInt64(round(sumIf(s.calls, price_status = 'unpriced'))) AS unpriced_calls
FROM spend AS s
WHERE (provider, model, service_tier) IN (
  SELECT provider, model, service_tier
  FROM price_keys_seen
  WHERE lowerUTF8(model) = lowerUTF8({model:String})
)
GROUP BY provider, model, service_tier
ORDER BY unpriced_calls DESC, calls DESC, provider, model, service_tier

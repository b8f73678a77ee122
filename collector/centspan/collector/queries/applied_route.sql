-- What would the calls of a study have been at another model, those of them that have a price there?
-- Of a switch of some requests alone, `kept` is the share of each call's cost that is left; 0 for a switch of all.
SELECT c.* EXCEPT (choice) REPLACE (
  if(o.offered AND {kept:Float64} = 0, {provider:String}, toString(c.provider)) AS provider,
  if(o.offered AND {kept:Float64} = 0, {model:String}, toString(c.model)) AS model,
  if(o.offered AND {kept:Float64} = 0, o.uncached_input, c.uncached_input_usd) AS uncached_input_usd,
  if(o.offered AND {kept:Float64} = 0, if({keeps_cache:Bool}, o.cache_read, o.uncached_input), c.cache_read_usd) AS cache_read_usd,
  if(o.offered AND {kept:Float64} = 0, o.cache_write_5m, c.cache_write_5m_usd) AS cache_write_5m_usd,
  if(o.offered AND {kept:Float64} = 0, o.cache_write_1h, c.cache_write_1h_usd) AS cache_write_1h_usd,
  if(o.offered AND {kept:Float64} = 0, o.output, c.output_usd) AS output_usd,
  if(o.offered AND {kept:Float64} = 0, o.reasoning, c.reasoning_usd) AS reasoning_usd,
  if(o.offered AND {kept:Float64} > 0, toDecimal64(toFloat64(c.paid) * {kept:Float64}, 9), c.paid) AS paid,
  if(o.offered AND {kept:Float64} > 0, toDecimal128(toFloat64(c.other_usd) * {kept:Float64}, 18), c.other_usd) AS other_usd,
  multiIf(NOT o.offered, c.usd, {kept:Float64} > 0, toDecimal128(toFloat64(c.usd) * {kept:Float64}, 18), toDecimal128(@routed_usd * paid, 18) + other_usd) AS usd)
FROM (SELECT *, if(@makes_text, {choice:String}, '') AS choice FROM {study:Identifier}) AS c
ASOF LEFT JOIN (SELECT *, 1 AS offered FROM {offers:Identifier}) AS o
ON o.provider = c.provider AND o.model = c.model AND o.service_tier = c.service_tier
  AND o.context_band = c.context_band AND o.choice = c.choice AND c.started_at >= o.valid_from

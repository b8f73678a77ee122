-- What would the calls of a study have been with a cache of answers by meaning, `hits` being those that it answered?
WITH
@semantic
SELECT c.* REPLACE (
  c.weight * (1 - s.dropped) AS weight,
  toDecimal64(toFloat64(c.paid) * (1 - s.dropped), 9) AS paid,
  c.usd - s.saved_usd AS usd,
  toDecimal128(toFloat64(c.other_usd) * (1 - s.dropped), 18) + s.lookup_usd AS other_usd)
FROM {study:Identifier} AS c
LEFT ANY JOIN answered AS s ON s.call = c.call

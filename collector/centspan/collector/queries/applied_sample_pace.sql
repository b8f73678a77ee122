-- What would the calls of a study have been, had {models} judged as many answers a day as {paces} says?
-- Which of them are left is up to chance: each weighs that much less.
SELECT * EXCEPT (dropped, saved_usd) REPLACE (
  weight * (1 - dropped) AS weight,
  toDecimal64(toFloat64(paid) * (1 - dropped), 9) AS paid,
  usd - saved_usd AS usd,
  toDecimal128(toFloat64(other_usd) * (1 - dropped), 18) AS other_usd)
FROM (
  SELECT *, @paced_out
  FROM {study:Identifier}
)

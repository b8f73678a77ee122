-- What would the calls of a study have been with the share {share} of its evaluations?
-- Which of them is left to chance: each weighs that much less.
SELECT * EXCEPT (dropped, saved_usd) REPLACE (
  weight * (1 - dropped) AS weight,
  toDecimal64(toFloat64(paid) * (1 - dropped), 9) AS paid,
  usd - saved_usd AS usd,
  toDecimal128(toFloat64(other_usd) * (1 - dropped), 18) AS other_usd)
FROM (
  SELECT *, if(purpose = 'eval', 1 - {share:Float64}, 0) AS dropped, @sampled_out
  FROM {study:Identifier}
)

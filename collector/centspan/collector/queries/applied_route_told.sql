-- What would the calls of a study have been, where verdicts say which share of their cost is kept?
SELECT * REPLACE (
  if(@makes_text, toDecimal64(toFloat64(paid) * {kept:Float64}, 9), paid) AS paid,
  if(@makes_text, toDecimal128(toFloat64(other_usd) * {kept:Float64}, 18), other_usd) AS other_usd,
  if(@makes_text, toDecimal128(toFloat64(usd) * {kept:Float64}, 18), usd) AS usd)
FROM {study:Identifier}

-- The worse hour of each scope in `spiking`.
toFloat64(max(far)) AS value,
  toDecimal128(argMax(spent, far), 6) AS observed,
  if(max(young), NULL, toDecimal128(greatest(0, argMax(usual_usd, far)), 6)) AS expected,
  argMax(hour, far) AS since,
  if(argMax(z, far) > {page_z:Float64} AND argMax(spent - usual_usd, far) > {page_usd:Float64}, 'page', 'ticket') AS severity,
  max(young) AS learning
FROM spiking
GROUP BY environment, named
ORDER BY value DESC, environment, named
LIMIT 500

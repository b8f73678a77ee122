-- From `budget_paces`: what of each budget its period will use, as `forecast` tells it of a month: the last two weeks go on
-- with their hours of the week, and past sums of as many days say how far off that may be (80 % lie within).
budget_spreads AS (
  SELECT *, @forecast_spread
  FROM (
    SELECT *, by_age.1 AS ages, by_age.2 AS amounts, toInt64(arrayMax(arrayPushBack(ages, 0))) AS history,
      toInt64(greatest(1, ceil((ends - {end:DateTime('UTC')}) / 86400))) AS rest,
      @forecast_sums
    FROM budget_paces
    WHERE kept != 'user_spend'
  )
),
budget_forecasts AS (
  SELECT *,
    arraySum(arraySlice(usual, 409, 336)) / (2 * arraySum(week)) AS pace,
    pace * arraySum(to_pass) AS to_come,
    beside * length(to_pass) / 24 AS beside_rest,
    toFloat64(used) + to_come AS forecast,
    if(history < 21, NULL, toFloat64(used) + greatest(0, (to_come + beside_rest) * exp(-spread) - beside_rest)) AS low,
    if(history < 21, NULL, toFloat64(used) + (to_come + beside_rest) * exp(spread) - beside_rest) AS high
  FROM budget_spreads
)

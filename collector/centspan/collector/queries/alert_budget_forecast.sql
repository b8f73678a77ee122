-- Which budgets will be overspent at the end of the period that {end} lies in?
-- The lower end of the forecast's 80 % interval lies above 105 % of the amount. Budgets that are kept by hours; less than three
-- weeks of history are learning.
WITH
  @budget_outlook
SELECT
  id AS budget,
  @budget_labels,
  history < 21 AS learning,
  if(learning OR amount = 0, 0, ifNull(low, 0) / (1.05 * toFloat64(amount))) AS value,
  toDecimal128(forecast, 6) AS observed,
  amount AS expected,
  begins AS since,
  unit,
  used, low, high, period, ends AS ends_at, runs_out_at
FROM (
  SELECT *,
    @runs_out_at
  FROM budget_forecasts
)
WHERE history > 0
ORDER BY value DESC, budget
LIMIT 500

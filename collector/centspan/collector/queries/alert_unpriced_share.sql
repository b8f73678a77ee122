-- Of which models do so many calls have no price that amounts of dollars are too low?
-- Of the day before {end}: a model's calls that nobody billed and no price is known for, of all calls of its environment.
SELECT
  toString(c.environment) AS environment,
  toString(c.provider) AS provider,
  toString(c.model) AS model,
  toFloat64(least(c.unpriced / c.every_call / {share:Float64}, c.unpriced / {calls:Float64})) AS value,
  toDecimal128(c.unpriced / c.every_call, 6) AS observed,
  toDecimal128({share:Float64}, 6) AS expected,
  toStartOfHour({end:DateTime('UTC')} - 1) - 23 * 3600 AS since,
  concat(toString(round(c.unpriced)), ' calls without a price') AS also
FROM (
  SELECT p.environment AS environment, p.provider AS provider, p.model AS model,
    sumIf(p.calls, price_status = 'unpriced' AND p.effective_usd IS NULL) AS unpriced,
    sum(sum(p.calls)) OVER (PARTITION BY environment) AS every_call
  FROM priced(
    SELECT environment, provider, model
    FROM spend(toStartOfHour({end:DateTime('UTC')} - 1) - 23 * 3600, {end:DateTime('UTC')}, 3600, unlimited)
  ) AS p
  GROUP BY environment, provider, model
) AS c
WHERE c.unpriced > 0
ORDER BY value DESC, environment, provider, model
LIMIT 500

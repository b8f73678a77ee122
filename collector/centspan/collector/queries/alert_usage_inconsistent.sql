-- Of which services' calls to which models do the token counts not add up?
-- Of the last six hours.
SELECT
  toString(c.environment) AS environment,
  toString(c.service) AS service,
  toString(c.provider) AS provider,
  toString(c.model) AS model,
  toFloat64(least(c.doubtful / c.calls / {share:Float64}, c.doubtful / {floor_calls:Float64})) AS value,
  toDecimal128(c.doubtful / c.calls, 6) AS observed,
  toDecimal128({share:Float64}, 6) AS expected,
  toStartOfHour({end:DateTime('UTC')} - 1) - 5 * 3600 AS since,
  concat(toString(round(c.doubtful)), ' of ', toString(round(c.calls)), ' calls') AS also
FROM (
  SELECT p.environment AS environment, p.service AS service, p.provider AS provider, p.model AS model,
    sum(p.inconsistent_calls) AS doubtful, sum(p.calls) AS calls
  FROM priced(
    SELECT environment, service, provider, model
    FROM spend(toStartOfHour({end:DateTime('UTC')} - 1) - 5 * 3600, {end:DateTime('UTC')}, 3600, unlimited)
  ) AS p
  GROUP BY environment, service, provider, model
  HAVING calls > 0
) AS c
ORDER BY value DESC, environment, service, provider, model
LIMIT 500

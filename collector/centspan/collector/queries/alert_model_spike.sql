-- Which models spend far more than they do at that hour of the week?
-- Of the last whole hour before {end} and the one under way, the worse; those that spent more than the floor in either.
-- A scope with fewer than six such hours in the four weeks before is learning, and 0.
WITH
  toStartOfHour({end:DateTime('UTC')} - 1) - 3600 AS judged_from,
  {z:Float64} AS most_z, {floor_usd:Float64} AS floor_usd, 0 AS least_times, 'model' AS dimension,
  @planned,
lately AS (
  SELECT p.environment AS environment, p.model AS named
  FROM priced(
    SELECT environment, model
    FROM spend(toStartOfHour({end:DateTime('UTC')} - 1) - 3600, {end:DateTime('UTC')}, 3600, unlimited)
  ) AS p
  GROUP BY environment, named
  HAVING toFloat64(sum(p.effective_usd)) > floor_usd
),
hourly AS (
  SELECT p.environment AS environment, p.model AS named, p.hour AS hour, p.effective_usd AS usd
  FROM priced(
    SELECT environment, model, hour
    FROM spend(toStartOfHour({end:DateTime('UTC')} - 1) - 842 * 3600, {end:DateTime('UTC')}, 3600, unlimited)
    WHERE model IN (SELECT named FROM lately)
  ) AS p
),
@spiking
SELECT
  toString(environment) AS environment,
  toString(named) AS model,
  @spikes_told

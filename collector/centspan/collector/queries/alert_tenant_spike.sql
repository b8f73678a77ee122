-- Which tenants spend far more than they do at that hour of the week?
-- Of the last whole hour before {end} and the one under way, the worse; those that spent more than the floor in either.
-- A scope with fewer than six such hours in the four weeks before is learning, and 0.
-- A tenant is a part of what an environment spends: the floor is no more than {floor_share} of what an hour of the week
-- before cost there on average, and no less than {least_usd}. What is below {floor_usd} must be of {least_calls} calls or more
-- in the hours that are judged, and not of retries for the most part: fewer are a task or two of a tenant who comes now and
-- then, and of retries alert_retry_storm.sql tells.
WITH
  toStartOfHour({end:DateTime('UTC')} - 1) - 3600 AS judged_from,
  (
    SELECT mapFromArrays(groupArray(environment), groupArray(usd))
    FROM (
      SELECT toString(p.environment) AS environment, toFloat64(ifNull(sum(p.effective_usd), 0)) / 168 AS usd
      FROM priced(
        SELECT environment
        FROM spend(toStartOfHour({end:DateTime('UTC')} - 1) - 169 * 3600, toStartOfHour({end:DateTime('UTC')} - 1) - 3600, 3600, unlimited)
      ) AS p
      GROUP BY environment
    )
  ) AS usual_hours,
  -- Of whichever environment the row is where it is asked for.
  least({floor_usd:Float64}, greatest({least_usd:Float64}, {floor_share:Float64} * usual_hours[toString(environment)])) AS floor_usd,
  {z:Float64} AS most_z, 0 AS least_times, 'tenant' AS dimension,
  @planned,
lately AS (
  SELECT p.environment AS environment, p.tenant AS named
  FROM priced(
    SELECT environment, tenant
    FROM tenant_spend(toStartOfHour({end:DateTime('UTC')} - 1) - 3600, {end:DateTime('UTC')}, 3600, unlimited)
  ) AS p
  GROUP BY environment, named
  HAVING toFloat64(sum(p.effective_usd)) > if(
    sum(p.calls) < {least_calls:Float64} OR 2 * sum(p.retries) > sum(p.calls), {floor_usd:Float64}, floor_usd)
),
hourly AS (
  SELECT p.environment AS environment, p.tenant AS named, p.hour AS hour, p.effective_usd AS usd
  FROM priced(
    SELECT environment, tenant, hour
    FROM tenant_spend(toStartOfHour({end:DateTime('UTC')} - 1) - 842 * 3600, {end:DateTime('UTC')}, 3600, unlimited)
    WHERE (environment, tenant) IN (SELECT environment, named FROM lately)
  ) AS p
),
@spiking
SELECT
  toString(environment) AS environment,
  toString(named) AS tenant,
  @spikes_told

-- Which features spend far more than usual on calls that failed or were given up, and were billed all the same?
-- Of the last six hours, by dollars; what is usual is the share of calls, as no rollup keeps what failed calls cost.
-- Refused calls, which cost nothing, are left out.
WITH
hourly AS (
  SELECT p.environment AS environment, tuple(p.feature) AS named, p.hour AS hour,
    if(usage_source = 'refused', 0, least(p.errors + p.abandoned_calls, p.calls)) AS part, p.calls AS whole
  FROM priced(
    SELECT environment, feature, hour, usage_source
    FROM spend(toStartOfHour({end:DateTime('UTC')} - 1) - 677 * 3600, {end:DateTime('UTC')}, 3600, unlimited)
  ) AS p
),
@share_windows,
judged AS (
  SELECT environment, named.1 AS feature, since, share, usual, part, z,
    least(share / ({times:Float64} * greatest(usual, 0.005)), z / {z:Float64}) AS by_count
  FROM shares
),
lost AS (
  SELECT environment, feature, @sampled,
    sumIf(effective_usd * toDecimal64(weight, 6), status = 'error' OR abandoned = 1) AS usd,
    toFloat64(usd) / toFloat64(sum(effective_usd * toDecimal64(weight, 6))) AS of_spend
  FROM calls
  WHERE counted
    AND toStartOfHour(started_at) >= toStartOfHour({end:DateTime('UTC')} - 1) - 3600 * ({hours:UInt32} - 1)
    AND started_at < {end:DateTime('UTC')}
    AND (environment, feature) IN (SELECT environment, feature FROM judged WHERE by_count > 1)
  GROUP BY environment, feature
)
SELECT
  toString(j.environment) AS environment,
  toString(j.feature) AS feature,
  if(by_count <= 1, toFloat64(by_count), ifNotFinite(ifNull(least(by_count, j.z / l.deviation / {z:Float64},
    l.of_spend / {share:Float64}, toFloat64(l.usd) / {floor_usd:Float64}), 0), 0)) AS value,
  toDecimal128(l.usd, 6) AS observed,
  toDecimal128(l.usd * j.usual / greatest(j.share, 1e-9), 6) AS expected,
  j.since AS since,
  if(value > 1, concat(toString(round(100 * l.of_spend)), ' % of its spend; ', toString(round(100 * j.share, 1)),
    ' % of its calls, usually ', toString(round(100 * j.usual, 1)), ' %'), '') AS also,
  l.of_spend AS share,
  j.part AS failed_calls
FROM judged AS j
LEFT JOIN lost AS l ON l.environment = j.environment AND l.feature = j.feature
ORDER BY value DESC, environment, feature
LIMIT 500

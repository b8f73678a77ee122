-- Which features have far more of their answers cut off at the limit of tokens than they usually do?
-- Of the last six hours. One with a week of history or less is learning, and 0.
WITH
hourly AS (
  SELECT p.environment AS environment, tuple(p.feature) AS named, p.hour AS hour, p.capped_calls AS part, p.calls AS whole
  FROM priced(
    SELECT environment, feature, hour
    FROM spend(toStartOfHour({end:DateTime('UTC')} - 1) - 677 * 3600, {end:DateTime('UTC')}, 3600, unlimited)
  ) AS p
),
@share_windows,
judged AS (
  SELECT environment, named.1 AS feature, since, share, usual, part, whole, z,
    began > {end:DateTime('UTC')} - 8 * 86400 AS young,
    if(young, 0., least(share / {share:Float64}, share / ({times:Float64} * greatest(usual, 0.001)), z / {z:Float64})) AS far
  FROM shares
  WHERE whole >= {calls:Float64}
),
behind AS (
  SELECT environment, feature, @sampled
  FROM llm_calls FINAL
  WHERE counted
    AND toStartOfHour(started_at) >= toStartOfHour({end:DateTime('UTC')} - 1) - 3600 * ({hours:UInt32} - 1)
    AND started_at < {end:DateTime('UTC')}
    AND (environment, feature) IN (SELECT environment, feature FROM judged WHERE far > 1)
  GROUP BY environment, feature
)
SELECT
  toString(j.environment) AS environment,
  toString(j.feature) AS feature,
  toFloat64(if(j.far <= 1, j.far, least(j.far, j.z / b.deviation / {z:Float64}, b.stored / {calls:Float64}))) AS value,
  toDecimal128(j.share, 6) AS observed,
  if(j.young, NULL, toDecimal128(j.usual, 6)) AS expected,
  j.since AS since,
  j.young AS learning,
  concat(toString(round(j.part)), ' of ', toString(round(j.whole)), ' answers') AS also
FROM judged AS j
LEFT JOIN behind AS b ON b.environment = j.environment AND b.feature = j.feature
ORDER BY value DESC, environment, feature
LIMIT 500

-- Which features make far more of their calls again than they usually do?
-- Of the last whole hour before {end} and the one under way, the worse. Tries beyond the first count, those inside the
-- SDK too; dollars are of calls that were made again, and leave out what tries cost that the app never saw answered.
WITH
hourly AS (
  SELECT p.environment AS environment, tuple(p.feature) AS named, p.hour AS hour, p.retries AS part, p.calls AS whole
  FROM priced(
    SELECT environment, feature, hour
    FROM spend(toStartOfHour({end:DateTime('UTC')} - 1) - 673 * 3600, {end:DateTime('UTC')}, 3600, unlimited)
  ) AS p
),
@share_windows,
worst AS (
  SELECT environment, named.1 AS feature, since, share, usual, whole,
    z, least(share / {share:Float64}, share / ({times:Float64} * greatest(usual, 0.02)), z / {z:Float64}) AS far
  FROM shares
  WHERE whole >= {calls:Float64}
  ORDER BY far DESC
  LIMIT 1 BY environment, named
),
again AS (
  SELECT environment, feature, toStartOfHour(started_at) AS hour, @sampled,
    countIf(is_retry OR attempts > 1) AS repeated,
    sumIf(effective_usd * toDecimal64(weight, 6), is_retry) AS usd
  FROM calls
  WHERE counted
    AND toStartOfHour(started_at) >= toStartOfHour({end:DateTime('UTC')} - 1) - 3600 AND started_at < {end:DateTime('UTC')}
    AND (environment, feature) IN (SELECT environment, feature FROM worst WHERE far > 1)
  GROUP BY environment, feature, hour
)
SELECT
  toString(w.environment) AS environment,
  toString(w.feature) AS feature,
  toFloat64(if(w.far <= 1, w.far, least(w.far, w.z / a.deviation / {z:Float64}, a.stored / {calls:Float64},
    a.repeated / {floor_calls:Float64}))) AS value,
  toDecimal128(a.usd, 6) AS observed,
  toDecimal128(a.usd * w.usual / greatest(w.share, 1e-9), 6) AS expected,
  w.since AS since,
  concat(toString(round(100 * w.share)), ' tries beyond the first for 100 calls, usually ',
    toString(round(100 * w.usual, 1))) AS also,
  w.share AS share,
  w.usual AS usual_share,
  w.whole AS calls
FROM worst AS w
LEFT JOIN again AS a ON a.environment = w.environment AND a.feature = w.feature AND a.hour = w.since
ORDER BY value DESC, environment, feature
LIMIT 500

-- Of which features did single calls of the last hour cost far more than its calls do?
-- More than so many times the mean of the whole hours before in which the feature's last hundred calls lie, more than the
-- 999th of a thousand of its calls of 30 days, half as much again, and more than a floor. First the calls above the floor
-- are found, then hours of their features alone are read, then the calls of those that are far above the mean: of about
-- 200,000 calls or fewer all, of more those of every fifth, 25th or 125th hour. Fewer than a hundred calls are learning.
WITH
  (
    SELECT groupArray((toString(environment), toString(feature), usd, trace_id, weight))
    FROM (
      SELECT environment, feature, toFloat64(ifNull(effective_usd, 0)) AS usd, trace_id, weight
      FROM calls
      WHERE counted AND toStartOfHour(started_at) >= toStartOfHour({end:DateTime('UTC')} - 3600)
        AND started_at >= {end:DateTime('UTC')} - 3600 AND started_at < {end:DateTime('UTC')} AND usd > {floor_usd:Float64}
      ORDER BY usd DESC
      LIMIT 1000 BY environment, feature
      LIMIT 100000
    )
  ) AS dear,
  (
    SELECT groupArray((named.1, named.2, mean, all_calls, mean > 0 AND arrayExists(
      d -> d.1 = named.1 AND d.2 = named.2 AND d.3 > {times:Float64} * mean, dear)))
    FROM (
      SELECT (toString(environment), toString(feature)) AS named,
        arrayReverseSort(groupArray((hour, calls, usd))) AS hours,
        arrayCumSum(h -> h.2, hours) AS passed,
        sum(calls) AS all_calls,
        arrayFirstIndex(n -> n >= 100, passed) AS enough,
        if(enough = 0, 0, arraySum(h -> h.3, arraySlice(hours, 1, enough)) / passed[enough]) AS mean
      FROM (
        SELECT p.environment AS environment, p.feature AS feature, p.hour AS hour, sum(p.calls) AS calls,
          toFloat64(ifNull(sum(p.effective_usd), 0)) AS usd
        FROM priced(
          SELECT environment, feature, hour
          FROM spend({end:DateTime('UTC')} - 30 * 86400, toStartOfHour({end:DateTime('UTC')} - 3600), 3600, unlimited)
          WHERE (environment, feature) IN (SELECT d.1, d.2 FROM (SELECT arrayJoin(dear) AS d))
        ) AS p
        WHERE isNotNull(p.effective_usd)
        GROUP BY environment, feature, hour
      )
      GROUP BY environment, feature
    )
  ) AS usual,
  arrayFilter(u -> u.5, usual) AS far,
  arraySum(u -> u.4, far) AS to_read,
  multiIf(to_read <= 200000, 1, to_read <= 1000000, 5, to_read <= 5000000, 25, 125) AS step,
highest AS (
  SELECT environment, feature,
    quantileExactWeighted(0.999)(toFloat64(assumeNotNull(effective_usd)), toUInt64(round(weight))) AS usd
  FROM calls
  WHERE counted AND isNotNull(effective_usd)
    AND (environment, feature) IN (SELECT u.1, u.2 FROM (SELECT arrayJoin(far) AS u))
    AND toStartOfHour(started_at) IN (
      SELECT toStartOfHour({end:DateTime('UTC')} - 3600) - 3600 * arrayJoin(arrayFilter(h -> h % step = 0, range(1, 720))))
  GROUP BY environment, feature
)
SELECT
  c.named.1 AS environment,
  c.named.2 AS feature,
  if(c.mean = 0, 0., least(c.dearest / ({times:Float64} * c.mean), if(h.usd > 0, c.dearest / (1.5 * h.usd), 1.),
    c.dearest / {floor_usd:Float64})) AS value,
  toDecimal128(c.dearest, 6) AS observed,
  if(c.mean = 0, NULL, toDecimal128(c.mean, 6)) AS expected,
  {end:DateTime('UTC')} - 3600 AS since,
  toUInt8(c.mean = 0) AS learning,
  if(value > 1 AND calls_over > 1, printf('There were %d such calls, for $%.2f', calls_over, over_usd), '') AS also,
  greatest({times:Float64} * c.mean, 1.5 * h.usd, {floor_usd:Float64}) AS limit_usd,
  toUInt64(round(arraySum(d -> if(d.1 > limit_usd, d.3, 0), c.each))) AS calls_over,
  arraySum(d -> if(d.1 > limit_usd, d.1 * d.3, 0), c.each) AS over_usd,
  arrayMap(d -> d.2, arraySlice(arrayFilter(d -> d.1 > limit_usd, c.each), 1, 5)) AS trace_ids
FROM (
  SELECT (d.1, d.2) AS named, arrayReverseSort(groupArray((d.3, d.4, d.5))) AS each, max(d.3) AS dearest,
    arrayFirst(u -> u.1 = named.1 AND u.2 = named.2, usual).3 AS mean
  FROM (SELECT arrayJoin(dear) AS d)
  GROUP BY named
) AS c
LEFT JOIN highest AS h ON toString(h.environment) = c.named.1 AND toString(h.feature) = c.named.2
ORDER BY value DESC, environment, feature
LIMIT 500

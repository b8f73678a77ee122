-- When did a feature spend far more in an hour than it does at that hour of the week?
-- Robust z above 4: log cost against the median of the same hour of week, one hour around, of the four
-- weeks before, over 1.4826 × its median absolute deviation (at least 0.15), and $3 above the median. An
-- hour with fewer than six such hours behind it is none. Hours in a row are one spike.
WITH
hourly AS (
  SELECT if(p.feature = '', '(none)', toString(p.feature)) AS feature, p.hour AS hour, sum(p.effective_usd) AS usd
  FROM priced(
    SELECT feature, hour FROM spend({start:DateTime('UTC')} - 673 * 3600, {end:DateTime('UTC')}, 3600)
  ) AS p
  GROUP BY feature, hour
),
compared AS (
  SELECT
    feature,
    e.hour + lag * 3600 AS hour,
    sumIf(e.usd, lag = 0) AS usd,
    groupArrayIf(log(ifNull(toFloat64(e.usd), 0) + 0.01), lag > 0) AS present,
    countIf(lag = 0) AS spent,
    any(e.first_hour) AS began
  FROM (SELECT *, min(hour) OVER (PARTITION BY feature) AS first_hour FROM hourly) AS e
  ARRAY JOIN [0, 167, 168, 169, 335, 336, 337, 503, 504, 505, 671, 672, 673] AS lag
  GROUP BY feature, hour
  HAVING spent > 0 AND hour >= {start:DateTime('UTC')}
),
judged AS (
  SELECT
    feature, hour, usd,
    arrayCount(lag -> hour - lag * 3600 >= greatest(began, {start:DateTime('UTC')} - 673 * 3600),
      [167, 168, 169, 335, 336, 337, 503, 504, 505, 671, 672, 673]) AS hours,
    -- Hours without a call cost nothing.
    arrayConcat(present, arrayWithConstant(toUInt64(greatest(0, toInt64(hours) - toInt64(length(present)))), log(0.01))) AS usual,
    arrayReduce('quantileExactInclusive(0.5)', usual) AS middle,
    arrayReduce('quantileExactInclusive(0.5)', arrayMap(u -> abs(u - middle), usual)) AS spread,
    (log(toFloat64(usd) + 0.01) - middle) / greatest(1.4826 * spread, 0.15) AS z,
    greatest(exp(middle) - 0.01, 0) AS expected
  FROM compared
  WHERE usd IS NOT NULL
)
SELECT
  min(j.hour) AS time,
  max(j.hour) + 3600 AS time_end,
  concat(j.feature, ': $', toString(toDecimal64(sum(j.usd), 2)), ' where $',
    toString(toDecimal64(sum(j.expected), 2)), ' is usual') AS title,
  concat('robust z of up to ', toString(round(max(j.z), 1)), ' against the same hour of the four weeks before') AS text,
  concat('spike,', j.feature) AS tags,
  j.feature AS feature,
  sum(j.usd) AS effective_usd,
  toDecimal128(sum(j.expected), 6) AS expected_usd,
  max(j.z) AS z
FROM (
  SELECT *, hour - 3600 * row_number() OVER (PARTITION BY feature ORDER BY hour) AS run
  FROM judged
  WHERE hours >= 6 AND z > 4 AND toFloat64(usd) - expected > 3
) AS j
GROUP BY j.feature, j.run
ORDER BY time, feature

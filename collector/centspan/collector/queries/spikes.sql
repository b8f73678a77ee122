-- When did a feature spend far more in an hour than it does at that hour of the week?
-- As alerts tell it: a robust z above 5.2 against the same hour of the four weeks before, and $3 more than usual. An
-- hour with fewer than six such hours behind it is none. Hours in a row are one spike.
WITH
  toStartOfHour({start:DateTime('UTC')} + 3599) AS judged_from,
  5.2 AS most_z, 3. AS floor_usd, 2 AS least_times, 'feature' AS dimension,
  @planned,
hourly AS (
  SELECT '' AS environment, p.feature AS named, p.hour AS hour, p.effective_usd AS usd
  FROM priced(
    SELECT feature, hour
    FROM spend(toStartOfHour({start:DateTime('UTC')} + 3599) - 841 * 3600, {end:DateTime('UTC')}, 3600)
  ) AS p
),
@spiking
SELECT
  min(j.hour) AS time,
  max(j.hour) + 3600 AS time_end,
  concat(j.feature, ': $', toString(toDecimal64(sum(j.spent), 2)), ' where $',
    toString(toDecimal64(sum(j.usual_usd), 2)), ' is usual') AS title,
  concat('robust z of up to ', toString(round(max(j.z), 1)), ' against the same hour of the four weeks before') AS text,
  concat('spike,', j.feature) AS tags,
  j.feature AS feature,
  toDecimal128(sum(j.spent), 6) AS effective_usd,
  toDecimal128(sum(j.usual_usd), 6) AS expected_usd,
  max(j.z) AS z
FROM (
  SELECT hour, spent, usual_usd, z, if(named = '', '(none)', toString(named)) AS feature,
    hour - 3600 * row_number() OVER (PARTITION BY named ORDER BY hour) AS run
  FROM spiking
  WHERE far > 1
) AS j
GROUP BY j.feature, j.run
ORDER BY time, feature

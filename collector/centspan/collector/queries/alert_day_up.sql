-- Which features cost more today than in the same hours of the same weekday last week, by more than such days differ?
-- The day (UTC) up to the last whole hour; the day before, whole, while fewer than {least_hours} hours have passed. `compare`
-- is how many days back: with 7 it must be as much above the middle of that weekday's four weeks, so that the week after a
-- holiday is silent. How much such days differ is the median absolute deviation of that difference over four weeks.
-- Planned windows count; one with less than two weeks of history is learning.
WITH
  @planned,
  toStartOfHour({end:DateTime('UTC')}) AS whole,
  toStartOfDay(whole - {least_hours:UInt32} * 3600) AS judged_day,
  least(whole, judged_day + 86400) AS until,
  hourly AS (
    SELECT p.environment AS environment, p.feature AS feature, p.began AS began, toFloat64(sum(p.effective_usd)) AS usd
    FROM priced(
      SELECT environment, feature, hour AS began
      FROM spend(judged_day - 35 * 86400, until, 3600, unlimited)
      WHERE toHour(hour) < dateDiff('hour', judged_day, until)
    ) AS p
    WHERE p.effective_usd IS NOT NULL
    GROUP BY environment, feature, began
  ),
  daily AS (
    SELECT environment, feature, dateDiff('day', toStartOfDay(began), judged_day) AS age, sum(usd) AS spent,
      sum(usd * @times_planned) AS planned_usd
    FROM (
      SELECT *, began + {compare:UInt32} * 86400 AS hour,
        map('environment', toString(environment), 'feature', toString(feature)) AS scopes
      FROM hourly
    )
    GROUP BY environment, feature, age
  ),
  compared AS (
    SELECT environment, feature, max(age) AS known,
      groupArrayInsertAt(0., 36)(spent, toUInt32(age)) AS days,
      days[1] AS today, days[1 + {compare:UInt32}] AS before,
      sumIf(planned_usd, age = {compare:UInt32}) AS expected_usd,
      arrayReduce('quantileExactInclusive(0.5)', [days[8], days[15], days[22], days[29]])
        * if(before > 0, expected_usd / before, 1) AS middle,
      -- Of the four weeks before today, as far as both days are known.
      arrayMap((d, b) -> d - b, arraySlice(days, 2, least(28, greatest(1, known - {compare:UInt32}))),
        arraySlice(days, 2 + {compare:UInt32}, least(28, greatest(1, known - {compare:UInt32})))) AS differences,
      arrayReduce('quantileExactInclusive(0.5)', differences) AS usual_difference,
      arrayReduce('quantileExactInclusive(0.5)', arrayMap(d -> abs(d - usual_difference), differences)) AS spread
    FROM daily
    GROUP BY environment, feature
    HAVING today > {floor_usd:Float64}
  )
SELECT
  toString(environment) AS environment,
  toString(feature) AS feature,
  known < 14 AS learning,
  greatest(expected_usd, if({compare:UInt32} = 7, middle, 0), 0.000001) AS level,
  if(learning, 0., least(today / level / (1 + {rise:Float64}), (today - level) / {floor_usd:Float64},
    (today - level) / greatest({spreads:Float64} * 1.4826 * spread, 0.000001))) AS value,
  toDecimal128(today, 6) AS observed,
  if(learning, NULL, toDecimal128(expected_usd, 6)) AS expected,
  judged_day AS since
FROM compared
ORDER BY value DESC, environment, feature
LIMIT 500

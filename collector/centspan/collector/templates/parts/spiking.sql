-- From `hourly` (environment, named, hour, usd): how far each hour from `judged_from` on is above usual, of those that cost
-- more than `floor_usd` and `least_times` the middle of its usual hours.
-- Robust z of log cost, beside a quarter of the middle hour of four weeks so that small hours do not weigh as much: above
-- the median of the same hour of week, one hour around, of four weeks; and above the middle of the last week's own such
-- residuals where that is above 0, so that a lasting step is learnt within days. The scale is the root mean square of both
-- spreads (1.4826 × median absolute deviation), at least 0.15. Why: docs/decisions/spikes.md.
of_scopes AS (
  SELECT environment, named,
    -- usd[i + 1] is of the hour judged_from + (i − 841) hours.
    groupArrayInsertAt(0.)(spent, toUInt32((hour - judged_from) / 3600 + 841)) AS usd,
    min(toInt64((hour - judged_from) / 3600 + 841)) AS began
  FROM (
    SELECT environment, named, hour, toFloat64(sum(usd)) AS spent
    FROM hourly
    WHERE isNotNull(usd)
    GROUP BY environment, named, hour
  )
  GROUP BY environment, named
),
dear AS (
  SELECT environment, named, place, usd[place + 1] AS spent,
    greatest(0, began - place + 841) AS began_at,
    -- The hours of five weeks before it, and itself as the last of 842.
    arraySlice(usd, place - 840, 842) AS hours
  FROM of_scopes
  ARRAY JOIN arrayFilter(
    i -> usd[i + 1] > floor_usd AND usd[i + 1] >= least_times * ifNotFinite(arrayReduce('quantileExactInclusive(0.5)',
      arrayMap(lag -> usd[i + 1 - lag], arrayFilter(lag -> i - lag >= began, [167, 168, 169, 335, 336, 337, 503, 504, 505, 671, 672, 673]))), 0),
    range(toInt64(841), toInt64(length(usd)))) AS place
),
beside_much AS (
  SELECT *,
    0.01 + 0.25 * ifNotFinite(arrayReduce('quantileExactInclusive(0.5)', arraySlice(hours, greatest(170, began_at + 1), 842 - greatest(170, began_at + 1))), 0) AS beside
  FROM dear
),
of_last_week AS (
  SELECT environment, named, judged_from + (place - 841) * 3600 AS hour, spent, beside,
    -- An hour that usually costs nothing is as the busier of those around it: clocks move office hours in UTC.
    arrayMap(u -> if(arrayReduce('quantileExactInclusive(0.5)', u) < log(beside + 0.01),
      arraySlice(arrayReverseSort(u), 1, toUInt32(ceil(length(u) / 3))), u), around) AS usual,
    arrayMap(u -> arrayReduce('quantileExactInclusive(0.5)', u), usual) AS middles,
    arrayMap((m, i) -> log(hours[i + 1] + beside) - m, middles, range(toInt64(673), toInt64(842))) AS above,
    arrayFilter((a, u) -> length(u) >= 6, arrayPopBack(above), arrayPopBack(around)) AS week,
    length(around[169]) < 6 AS young,
    middles[169] AS middle,
    arrayReduce('quantileExactInclusive(0.5)', arrayMap(u -> abs(u - middle), usual[169])) AS spread,
    if(length(week) < 84, 0, arrayReduce('quantileExactInclusive(0.5)', week)) AS level,
    if(length(week) < 84, spread, arrayReduce('quantileExactInclusive(0.5)', arrayMap(a -> abs(a - level), week))) AS week_spread,
    map('environment', toString(environment), dimension, toString(named)) AS scopes,
    @times_planned AS times
  FROM (
    SELECT *,
      -- What is usual in each hour of the week before, and in the hour itself.
      arrayMap(i -> arrayMap(lag -> log(hours[i + 1 - lag] + beside), arrayFilter(lag -> i - lag >= began_at,
        [167, 168, 169, 335, 336, 337, 503, 504, 505, 671, 672, 673])), range(toInt64(673), toInt64(842))) AS around
    FROM beside_much
  )
),
spiking AS (
  SELECT environment, named, hour, spent, young,
    (exp(middle + greatest(0, level)) - beside) * times AS usual_usd,
    (log(spent / times + beside) - middle - greatest(0, level))
      / greatest(1.4826 * sqrt((spread * spread + week_spread * week_spread) / 2), 0.15) AS z,
    if(young, 0, least(z / most_z, (spent - usual_usd) / floor_usd)) AS far
  FROM of_last_week
)

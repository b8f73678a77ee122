-- From `hourly` (environment, named, hour, part, whole): the share of each window of {hours} hours, counted back from {end}
-- for four weeks. `usual` is the most that the middle window of four weeks, that of the last week and the mean of those
-- below the limit are, each window by its weight: one bad day does not move it, a lasting step is learnt within days. Of
-- windows of one hour the last whole one is judged beside the one under way. `z` is of square roots of counts,
-- which small ones need, and takes each call for one: see sampled.sql.
share_windows AS (
  SELECT environment, named, intDiv(toStartOfHour({end:DateTime('UTC')} - 1) - hour, 3600 * {hours:UInt32}) AS place,
    toFloat64(sum(hourly.part)) AS of_it, toFloat64(sum(hourly.whole)) AS in_all, min(hour) AS began
  FROM hourly
  GROUP BY environment, named, place
  HAVING in_all > 0
),
shares AS (
  SELECT environment, named, each.1 AS place, each.2 AS part, each.3 AS whole, part / whole AS share, usual, known, began,
    toStartOfHour({end:DateTime('UTC')} - 1) - 3600 * ({hours:UInt32} * (toInt64(place) + 1) - 1) AS since,
    2 * (sqrt(part + 0.375) - sqrt(usual * whole + 0.375)) AS z
  FROM (
    SELECT environment, named, toUInt8({hours:UInt32} = 1) AS last, min(share_windows.began) AS began,
      countIf(place > last) AS known,
      arrayMax([0.,
        ifNotFinite(quantileExactWeightedIf(0.5)(of_it / in_all, toUInt64(ceil(1000 * in_all)), place > last), 0),
        ifNotFinite(quantileExactWeightedIf(0.5)(of_it / in_all, toUInt64(ceil(1000 * in_all)),
          place > last AND (place - last) * {hours:UInt32} <= 168), 0),
        ifNotFinite(sumIf(of_it, place > last AND of_it <= {share:Float64} * in_all)
          / sumIf(in_all, place > last AND of_it <= {share:Float64} * in_all), 0)]) AS usual,
      groupArrayIf((place, of_it, in_all), place <= last) AS judged
    FROM share_windows
    GROUP BY environment, named
  )
  ARRAY JOIN judged AS each
)

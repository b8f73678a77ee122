-- What will the month of {end} have cost at its end (UTC), and between which amounts with 80 % probability?
-- The rest of the month is the mean of the last two days of each weekday. How far such sums were off for
-- as many days, at each day of up to half a year, gives the interval: their root mean square of log
-- errors, wider where the history holds few spans of that length. Less than three weeks: no bounds.
WITH
  least({end:DateTime('UTC')}, now('UTC')) AS until,
  toStartOfDay(until) AS today,
  toDateTime(toStartOfMonth(until - 1), 'UTC') AS month,
  dateDiff('day', today, addMonths(month, 1)) AS rest,
  (least(toStartOfHour(until + 3599), now('UTC')) - today) / 86400 AS passed,
days AS (
  SELECT '' AS series, p.day AS day, sum(p.effective_usd) AS usd
  FROM priced(
    SELECT toStartOfDay(hour) AS day FROM spend(
      toStartOfDay(least({end:DateTime('UTC')}, now('UTC'))) - 182 * 86400,
      least({end:DateTime('UTC')}, now('UTC')), 86400)
  ) AS p
  GROUP BY day
),
known AS (
  SELECT
    series,
    sumIf(usd, day >= month) AS spent_usd,
    dateDiff('day', min(day), today) AS history,
    groupArrayIf(dateDiff('day', day, today), day < today) AS ages,
    groupArrayIf(toFloat64(usd), day < today) AS amounts,
    -- Sums from the first day on: sums[i + 1] is that of the first i days, one without spend being 0.
    arrayPushFront(arrayCumSum(arrayMap(i -> amounts[indexOf(ages, history - i)], range(toUInt32(history)))), 0.) AS sums
  FROM days
  WHERE usd IS NOT NULL
  GROUP BY series
),
tried AS (
  SELECT
    *,
    least(rest, greatest(1, intDiv(history - 14, 2))) AS span,
    -- Beside a quarter of a usual day, so that days without spend do not count as infinitely far off.
    0.25 * sums[history + 1] / history + 0.000001 AS beside,
    arrayMap(o -> log(
      (sums[o + span + 1] - sums[o + 1] + beside * span)
      / ((intDiv(span, 7) * (sums[o + 1] - sums[o - 13]) + sums[o - 6 + span % 7] - sums[o - 6]
        + sums[o - 13 + span % 7] - sums[o - 13]) / 2 + beside * span)
    ), if(history < 21 OR rest = 0, emptyArrayInt64(), range(toInt64(14), toInt64(history - span + 1)))) AS errors,
    multiIf(rest = 0, 0, history = 0, NULL, history < 14, sums[history + 1] / history * (rest - passed),
      (intDiv(rest, 7) * (sums[history + 1] - sums[history - 13]) + sums[history - 6 + rest % 7]
        - sums[history - 6] + sums[history - 13 + rest % 7] - sums[history - 13]
        - passed * (sums[history - 5] - sums[history - 6] + sums[history - 12] - sums[history - 13])) / 2) AS expected,
    sqrt(arrayAvg(e -> e * e, errors)) * (1.35 + 1.5 * pow(span / length(errors), 2)) AS spread
  FROM known
)
SELECT
  series,
  spent_usd,
  spent_usd + toDecimal128(expected, 6) AS forecast_usd,
  multiIf(rest = 0, spent_usd, history < 21, NULL, spent_usd + toDecimal128(greatest(0, (expected + beside * rest) * exp(-spread) - beside * rest), 6)) AS low_usd,
  multiIf(rest = 0, spent_usd, history < 21, NULL, spent_usd + toDecimal128((expected + beside * rest) * exp(spread) - beside * rest, 6)) AS high_usd,
  toUInt64(history) AS history_count
FROM tried
ORDER BY series

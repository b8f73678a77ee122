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
    @forecast_sums
  FROM days
  WHERE usd IS NOT NULL
  GROUP BY series
),
tried AS (
  SELECT
    *,
    @forecast_spread,
    multiIf(rest = 0, 0, history = 0, NULL, history < 14, sums[history + 1] / history * (rest - passed),
      (intDiv(rest, 7) * (sums[history + 1] - sums[history - 13]) + sums[history - 6 + rest % 7]
        - sums[history - 6] + sums[history - 13 + rest % 7] - sums[history - 13]
        - passed * (sums[history - 5] - sums[history - 6] + sums[history - 12] - sums[history - 13])) / 2) AS expected
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

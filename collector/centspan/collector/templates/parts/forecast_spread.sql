-- How far the means of the last two days of each weekday were off for as many days as the `rest` has, at each day of the
-- history: the root mean square of log errors, wider where it holds few spans of that length.
least(rest, greatest(1, intDiv(history - 14, 2))) AS span,
    -- Beside a quarter of a usual day, so that days without spend do not count as infinitely far off.
    0.25 * sums[history + 1] / history + 0.000001 AS beside,
    arrayMap(o -> log(
      (sums[o + span + 1] - sums[o + 1] + beside * span)
      / ((intDiv(span, 7) * (sums[o + 1] - sums[o - 13]) + sums[o - 6 + span % 7] - sums[o - 6]
        + sums[o - 13 + span % 7] - sums[o - 13]) / 2 + beside * span)
    ), if(history < 21 OR rest = 0, emptyArrayInt64(), range(toInt64(14), toInt64(history - span + 1)))) AS errors,
    sqrt(arrayAvg(e -> e * e, errors)) * (1.35 + 1.5 * pow(span / length(errors), 2)) AS spread

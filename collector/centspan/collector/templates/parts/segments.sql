-- What calls of one feature and model cost now and before, where that is known.
segments AS (
  SELECT feature, model,
    ifNull(sumIf(p.effective_usd, is_now), 0) AS usd,
    toDecimal128(ifNull(sumIf(p.effective_usd, NOT is_now), 0) * passed, 18) AS before_usd,
    sumIf(p.calls, is_now) AS calls,
    sumIf(p.calls, NOT is_now) * toFloat64(passed) AS before_calls
  FROM priced(
    SELECT feature, model, @is_now
    FROM spend@with_before
  ) AS p
  WHERE p.effective_usd IS NOT NULL
  GROUP BY feature, model
)

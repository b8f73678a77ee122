-- What each value of a dimension comes to, now and before.
each.1 AS dimension, each.2 AS value,
  ifNull(sumIf(p.effective_usd, is_now), toDecimal128(0, 18)) AS usd,
  toDecimal128(ifNull(sumIf(p.effective_usd, NOT is_now), 0) * passed, 18) AS before_usd,
  sumIf(p.calls, is_now AND isNotNull(p.effective_usd)) AS priced_calls,
  sumIf(p.calls, NOT is_now AND isNotNull(p.effective_usd)) * toFloat64(passed) AS before_priced_calls,
  sumIf(p.calls, is_now) AS calls,
  sumIf(p.calls, is_now AND isNull(p.effective_usd)) AS unpriced_calls,
  sumIf(p.estimated_calls, is_now) AS estimated_calls

-- What made spend change against the time before of the same length: how many calls, which ones, or what each cost?
-- Volume is the change of the number of calls at the mean cost before; price the change of what a call of the
-- same feature and model costs (prices, tokens, caching); mix what is left: calls moved to dearer or cheaper
-- features and models. The three sum to the change to the last digit. Over calls whose cost is known.
-- Of a time that is still running, the one before counts as much as has passed.
WITH
  @passed,
@segments
SELECT each.1 AS part, each.2 AS change_usd
FROM (
  SELECT sum(g.usd) AS effective_usd, sum(g.before_usd) AS before_usd, effective_usd - before_usd AS change_usd,
    if(sum(g.before_calls) = 0, effective_usd, toDecimal128(
      toFloat64(before_usd) * (sum(g.calls) / greatest(sum(g.before_calls), 1e-9) - 1), 18)) AS volume_usd,
    sum(if(g.calls = 0 OR g.before_calls = 0, toDecimal128(0, 18),
      g.usd - toDecimal128(toFloat64(g.before_usd) * g.calls / g.before_calls, 18))) AS price_usd,
    change_usd - volume_usd - price_usd AS mix_usd
  FROM segments AS g
  HAVING count() > 0
)
ARRAY JOIN [('volume', volume_usd), ('mix', mix_usd), ('price', price_usd)] AS each

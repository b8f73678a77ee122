-- What share of each feature's input came from providers' caches, and what did that save after what writing cost?
-- As in caching.sql, by feature and model. The hundred with most input.
SELECT if(c.feature = '', '(none)', toString(c.feature)) AS feature, if(c.model = '', '(none)', toString(c.model)) AS model,
  input_tokens, cache_read_tokens, cache_write_tokens,
  cache_read_tokens / nullIf(input_tokens, 0) AS cache_read_share,
  read_saved_usd - write_premium_usd AS saved_usd, read_saved_usd, write_premium_usd
FROM (
  WITH
    @cache_prices
  SELECT feature, model,
    @cache_sums
  FROM priced(SELECT feature, model FROM spend({start:DateTime('UTC')}, {end:DateTime('UTC')}, 0)) AS p
  GROUP BY feature, model
) AS c
WHERE input_tokens > 0
ORDER BY input_tokens DESC, feature, model
LIMIT 100

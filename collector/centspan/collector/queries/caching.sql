-- What share of input came from providers' caches, and what did caching save after what writing to them cost?
-- Against the same tokens at the full input price. Calls without a price are in the share, not in the dollars.
SELECT cache_read_tokens / nullIf(input_tokens, 0) AS cache_read_share,
  read_saved_usd - write_premium_usd AS saved_usd, read_saved_usd, write_premium_usd
FROM (
  WITH
    @cache_prices
  SELECT @cache_sums
  FROM priced(SELECT feature FROM spend({start:DateTime('UTC')}, {end:DateTime('UTC')}, 0)) AS p
)

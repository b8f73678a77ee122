-- What would a provider's cache have read and written of each user's prompts, by feature and time that it keeps them?
WITH
@kept_prompts
SELECT environment, feature, choice, user, sum(weight) AS calls, sum(usd) AS cost, sum(saved_usd) AS saved,
  sumIf(weight, read > 0) AS touched,
  sum(weight * input) AS input_tokens, sum(weight * read) AS read_tokens, sum(weight * written) AS written_tokens,
  sum(weight * cache_read_tokens) AS was_read_tokens,
  sum(toDecimal128(read * (uncached_input_usd - per_read) * paid, 18)) AS read_usd,
  sum(toDecimal128(written * (per_write - uncached_input_usd) * paid, 18)) AS write_fee_usd
FROM replayed
GROUP BY environment, feature, choice, user
SETTINGS query_plan_join_swap_table = 'false' -- a hash table of what is narrow takes a fifth less work

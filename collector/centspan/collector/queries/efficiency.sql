-- How efficient is each feature: TER against its goal, cache reads, failed, repeated, abandoned and cut-off calls?
-- A goal is a budget of unit `ter` (a share: 0.2 is 20 %) for that feature, else one without a scope; NULL without.
WITH
  @ter_goals
SELECT
  if(p.feature = '', '(none)', toString(p.feature)) AS feature,
  toUInt64(round(sum(p.calls))) AS calls,
  sum(p.effective_usd) AS effective_usd,
  sum(p.useful_output_tokens) / nullIf(sum(p.text_tokens), 0) AS ter,
  coalesce(nullIf(any(g.goal), 0), goal_of_all) AS goal_share,
  sum(p.cache_read_tokens) / nullIf(sum(p.uncached_input_tokens) + sum(p.cache_read_tokens)
    + sum(p.cache_write_5m_tokens) + sum(p.cache_write_1h_tokens), 0) AS cache_read_share,
  sum(p.errors) / sum(p.calls) AS error_share,
  sum(p.retries) / sum(p.calls) AS retry_share,
  sum(p.abandoned_calls) / sum(p.calls) AS abandoned_share,
  sum(p.capped_calls) / sum(p.calls) AS capped_share
FROM priced(SELECT feature FROM spend({start:DateTime('UTC')}, {end:DateTime('UTC')}, 0)) AS p
LEFT ANY JOIN goals AS g ON g.feature = p.feature AND p.feature != ''
GROUP BY p.feature
ORDER BY effective_usd DESC NULLS LAST, sum(p.calls) DESC, feature
LIMIT 200

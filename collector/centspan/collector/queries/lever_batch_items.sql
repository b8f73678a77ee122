-- Which part of a feature's prompts is the same for every item (instructions, tools), and what of its cost is new input?
SELECT
  (
    SELECT ifNotFinite(sum(arraySum(arrayMap((n, c) -> if(n IN ('system', 'tools'), c, 0), section_names, section_chars))) / sum(@prompt_chars), 0)
    FROM call_prefixes AS x
    WHERE toStartOfHour(x.started_at) >= toStartOfHour({start:DateTime('UTC')}) AND toStartOfHour(x.started_at) < {end:DateTime('UTC')}
      AND x.environment = {environment:String} AND x.feature = {feature:String}
  ) AS same_share,
  sum(toDecimal128(uncached_input_tokens * uncached_input_usd * paid, 18)) AS input_usd,
  sum(usd) AS cost_usd
FROM {study:Identifier}
WHERE environment = {environment:String} AND feature = {feature:String}

-- Which part of a feature's prompts is the same for every item (instructions, tools), and what of its cost is new input?
SELECT
  (
    SELECT ifNotFinite(sumIf(part.2, part.1 IN ('system', 'tools')) / sum(part.2), 0)
    FROM (
      SELECT arrayJoin(arrayFilter(x -> x.1 IN ('system', 'tools', 'history', 'user'), arrayZip(section_names, section_chars))) AS part
      FROM call_prefixes AS x
      WHERE toStartOfHour(x.started_at) >= toStartOfHour({start:DateTime('UTC')}) AND toStartOfHour(x.started_at) < {end:DateTime('UTC')}
        AND x.environment = {environment:String} AND x.feature = {feature:String}
    )
  ) AS same_share,
  sum(toDecimal128(uncached_input_tokens * uncached_input_usd * paid, 18)) AS input_usd,
  sum(usd) AS cost_usd
FROM {study:Identifier}
WHERE environment = {environment:String} AND feature = {feature:String}

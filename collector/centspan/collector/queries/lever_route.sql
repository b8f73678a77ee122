-- What would the calls of each feature's models have cost at other models?
-- A choice is the environment, the feature, the model that made the calls and the model instead, with tabs between; `told` is
-- what the other costs for each dollar where verdicts say so, below 0 where offers do. Tokens are summed between the moments at
-- which any offer's price changes, so that few rows are priced.
WITH
(SELECT arraySort(groupUniqArray(valid_from)) FROM {offers:Identifier}) AS edges,
sums AS (
  SELECT environment, feature, concat(environment, '\t', feature, '\t', model, '\t') AS of, provider, model, service_tier, context_band, user,
    arrayLast(edge -> edge <= started_at, edges) AS since, sum(weight) AS calls, sum(usd) AS cost, sum(c.other_usd) AS other_usd,
    @paid_tokens
  FROM {study:Identifier} AS c
  WHERE @makes_text AND feature IN {features:Array(String)}
  GROUP BY environment, feature, provider, model, service_tier, context_band, user, since
),
by_user AS (
  SELECT environment, feature, c.choice AS choice, user, sum(c.calls) AS calls, sum(c.cost) AS cost,
    sum(c.cost) - sum(if(c.told >= 0, toDecimal128(toFloat64(c.cost) * c.told, 18), toDecimal128(@routed_usd, 18) + c.other_usd)) AS saved,
    sum(c.calls) AS touched
  FROM (
    SELECT s.*, t.choice AS choice, t.told AS told
    FROM sums AS s
    INNER JOIN (
      SELECT each.1 AS choice, each.2 AS told, concat(arrayStringConcat(arraySlice(splitByChar('\t', choice), 1, 3), '\t'), '\t') AS of
      FROM (SELECT arrayJoin(arrayZip({choices:Array(String)}, {told:Array(Float64)})) AS each)
    ) AS t ON t.of = s.of
  ) AS c
  ASOF LEFT JOIN (SELECT *, 1 AS offered FROM {offers:Identifier}) AS o
  ON o.provider = c.provider AND o.model = c.model AND o.service_tier = c.service_tier
    AND o.context_band = c.context_band AND o.choice = c.choice AND c.since >= o.valid_from
  WHERE c.told >= 0 OR o.offered
  GROUP BY environment, feature, choice, user
)
@estimated

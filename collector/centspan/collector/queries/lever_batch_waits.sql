-- Does anybody wait for each feature's calls, and would they cost less in a batch?
-- Of features with a call that has an offer of one. Tokens are summed between the moments at which any offer's price changes, so
-- that few rows are priced.
WITH
(SELECT arraySort(groupUniqArray(valid_from)) FROM {offers:Identifier}) AS edges,
sums AS (
  SELECT environment, feature, provider, model, service_tier, context_band, toHour(started_at) AS hour,
    arrayLast(edge -> edge <= started_at, edges) AS since, 'batch' AS choice, toDecimal64(1, 9) AS paid,
    sum(weight) AS calls, sumIf(weight, root_kind IN ('internal', 'job')) AS of_jobs, sumIf(weight, stream = 1) AS streamed,
    groupUniqArray(toDate(started_at)) AS dates, sum(usd) AS cost, sum(c.other_usd) AS other_usd,
    @paid_tokens
  FROM {study:Identifier} AS c
  GROUP BY environment, feature, provider, model, service_tier, context_band, hour, since
),
priced AS (
  SELECT environment, feature, hour, c.calls AS calls, c.of_jobs AS of_jobs, c.streamed AS streamed, dates, o.offered AS offered,
    if(o.offered, c.cost - (@offered_usd), 0) AS saved
  FROM sums AS c
  ASOF LEFT JOIN (SELECT *, 1 AS offered FROM {offers:Identifier}) AS o
  ON o.provider = c.provider AND o.model = c.model AND o.service_tier = c.service_tier
    AND o.context_band = c.context_band AND o.choice = c.choice AND c.since >= o.valid_from
)
SELECT environment, feature, sum(p.saved) AS saved_usd,
  sum(p.of_jobs) / sum(p.calls) AS of_jobs, sum(p.streamed) / sum(p.calls) AS streamed,
  length(groupUniqArrayArray(dates)) AS days,
  sumForEach(arrayMap(h -> if(h = hour, p.calls, 0), range(24))) AS of_day,
  arrayMap(h -> arraySum(arraySlice(arrayConcat(of_day, of_day), h, 8)), range(1, 25)) AS of_eight_hours,
  arrayMax(of_eight_hours) / arraySum(of_day) AS within,
  arrayFirstIndex(calls -> calls / arraySum(of_day) >= within - 1e-9, of_eight_hours) - 1 AS first_hour
FROM priced AS p
GROUP BY environment, feature
HAVING max(offered)
ORDER BY environment, feature

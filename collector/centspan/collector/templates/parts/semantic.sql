-- What a cache by meaning takes off each call of the features that were replayed: whether it was answered (`hit`), by threshold
-- (`choice`). A call that was not replayed is taken to be answered as often as those of its model that were, by their cost.
-- Each that could be is looked up.
tried AS (
  SELECT c.environment AS environment, c.feature AS feature, c.model AS model, t.choice AS choice,
    sumIf(c.usd, t.hit = 1) AS hit_usd, sum(c.usd) AS of_usd, if(of_usd = 0, 0, toFloat64(hit_usd) / toFloat64(of_usd)) AS hit_share,
    toDecimal128(sum(t.lookup_usd) / count(), 18) AS a_lookup_usd
  FROM {study:Identifier} AS c
  INNER JOIN {hits:Identifier} AS t ON t.call = c.call
  GROUP BY environment, feature, model, choice
),
answered AS (
  SELECT c.environment AS environment, c.feature AS feature, r.choice AS choice, c.call AS call, c.user AS user, c.weight AS weight,
    if(t.call != 0, toFloat64(t.hit), r.hit_share) AS dropped,
    toDecimal128(if(t.call != 0, t.lookup_usd, r.a_lookup_usd) * toDecimal64(c.weight, 6), 18) AS lookup_usd,
    toDecimal128(if(dropped = 1, c.usd, toDecimal128(toFloat64(c.usd) * dropped, 18)) - lookup_usd, 18) AS saved_usd
  FROM {study:Identifier} AS c
  INNER JOIN tried AS r ON r.environment = c.environment AND r.feature = c.feature AND r.model = c.model
  LEFT JOIN {hits:Identifier} AS t ON t.call = c.call AND t.choice = r.choice
)

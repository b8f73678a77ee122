-- What do the calls of a study cost less in the study {after}, all of them (choice 0) and by feature (choice 1)?
-- Known users are drawn anew; calls of no known user (user 0) are no draw and are held as they are: `held_usd` is what they
-- save. The squares are what an interval of the whole needs (optimizer/…/interval.py), with the effective number of known users.
WITH
changes AS (
  SELECT environment, feature, user, sum(calls_before) AS calls, sum(before) AS cost, sum(before) - sum(after) AS saved
  FROM (
    SELECT environment, feature, user, weight AS calls_before, usd AS before, toDecimal128(0, 18) AS after
    FROM {study:Identifier}
    UNION ALL
    SELECT environment, feature, user, 0, 0, usd
    FROM {after:Identifier}
  )
  GROUP BY environment, feature, user
),
by_user AS (
  SELECT scope.1 AS choice, scope.2 AS environment, scope.3 AS feature, user, sum(c.calls) AS calls, sum(c.cost) AS cost,
    sum(c.saved) AS saved
  FROM changes AS c
  ARRAY JOIN [(0, '', ''), (1, toString(c.environment), toString(c.feature))] AS scope
  GROUP BY choice, environment, feature, user
),
beside_all AS (
  SELECT *,
    sum(cost) OVER of AS of_all, sum(saved) OVER of AS saved_of_all, countIf(user != 0) OVER of AS known,
    sumIf(cost, user != 0) OVER of AS known_cost, sumIf(saved, user != 0) OVER of AS known_saved,
    toFloat64(saved_of_all) / toFloat64(of_all) AS share,
    -- Nothing, where every user is known.
    (toFloat64(known_saved) - share * toFloat64(known_cost)) / known AS mean
  FROM by_user
  WINDOW of AS (PARTITION BY choice, environment, feature)
)
SELECT environment, feature, choice,
  toUInt64(round(sum(b.calls))) AS calls,
  any(known) AS users,
  any(of_all) AS cost_usd,
  any(saved_of_all) AS saved_usd,
  sumIf(saved, user = 0) AS held_usd,
  if(any(known_cost) > 0, sumIf(pow(toFloat64(cost), 2), user != 0) * pow(toFloat64(any(of_all)) / toFloat64(any(known_cost)), 2), 0) AS cost_squares,
  sumIf(pow((toFloat64(saved) - share * toFloat64(cost) - mean) / greatest(1 - toFloat64(cost) / toFloat64(of_all), 1e-6), 2), user != 0)
    AS residual_squares
FROM beside_all AS b
WHERE of_all > 0
GROUP BY environment, feature, choice
ORDER BY choice, environment, feature

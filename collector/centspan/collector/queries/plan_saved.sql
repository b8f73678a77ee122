-- What do the calls of a study cost less in the study {after}, all of them (choice 0) and by feature (choice 1)?
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
    sum(c.saved) AS saved, 0 AS touched
  FROM changes AS c
  ARRAY JOIN [(0, '', ''), (1, toString(c.environment), toString(c.feature))] AS scope
  GROUP BY choice, environment, feature, user
),
estimates AS (
@estimated
)
SELECT * FROM estimates
ORDER BY choice, environment, feature

-- How far apart may the saved shares of two parts of a history lie, by the users whom each had and what each of them did?
-- Someone in both parts counts by what changed, so that habits count once; each part is a study and, {fitted_after} and
-- {came_after}, the same with the change. `squares` is the variance of the difference of the two shares.
WITH
by_user AS (
  SELECT part, user, sum(c.cost) AS cost, sum(c.before) - sum(c.after) AS saved
  FROM (
    SELECT 0 AS part, user, if(@in_scope, usd, 0) AS cost, usd AS before, toDecimal128(0, 18) AS after
    FROM {fitted:Identifier} AS s WHERE s.environment = {environment:String} AND s.feature = {feature:String}
    UNION ALL
    SELECT 0, user, 0, 0, usd
    FROM {fitted_after:Identifier} AS s WHERE s.environment = {environment:String} AND s.feature = {feature:String}
    UNION ALL
    SELECT 1, user, if(@in_scope, usd, 0), usd, 0
    FROM {came:Identifier} AS s WHERE s.environment = {environment:String} AND s.feature = {feature:String}
    UNION ALL
    SELECT 1, user, 0, 0, usd
    FROM {came_after:Identifier} AS s WHERE s.environment = {environment:String} AND s.feature = {feature:String}
  ) AS c
  GROUP BY part, user
),
away AS (
  SELECT part, user, toFloat64(cost) / toFloat64(of_all) AS weight,
    (toFloat64(saved) / toFloat64(of_all) - toFloat64(saved_of_all) / toFloat64(of_all) * weight) / greatest(1 - weight, 1e-6) AS off
  FROM (
    SELECT *, sum(cost) OVER (PARTITION BY part) AS of_all, sum(saved) OVER (PARTITION BY part) AS saved_of_all
    FROM by_user
  )
  WHERE of_all > 0
)
SELECT sum(pow(o.apart, 2)) AS squares
FROM (SELECT user, sumIf(off, part = 1) - sumIf(off, part = 0) AS apart FROM away GROUP BY user) AS o

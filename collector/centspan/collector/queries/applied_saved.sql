-- What do the calls of a scope cost, and what does a change of them save?
-- {after} is the study with the change, which may also be of the model.
WITH by_user AS (
  SELECT 1 AS choice, {environment:String} AS environment, {feature:String} AS feature, user, sum(c.calls) AS calls, sum(c.cost) AS cost,
    sum(before) - sum(after) AS saved, 0 AS touched
  FROM (
    SELECT user, if(@in_scope, weight, 0) AS calls, if(@in_scope, usd, 0) AS cost, usd AS before, toDecimal128(0, 18) AS after
    FROM {study:Identifier} AS s
    WHERE s.environment = {environment:String} AND s.feature = {feature:String}
    UNION ALL
    SELECT user, 0, 0, 0, usd
    FROM {after:Identifier} AS s
    WHERE s.environment = {environment:String} AND s.feature = {feature:String}
  ) AS c
  GROUP BY user
)
@estimated

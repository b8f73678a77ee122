-- What do the calls of one feature cost less in the study {after}, by day, the day that saves most first?
SELECT toDate(started_at, 'UTC') AS day, sum(before) - sum(after) AS saved_usd
FROM (
  SELECT started_at, usd AS before, toDecimal128(0, 18) AS after
  FROM {study:Identifier}
  WHERE environment = {environment:String} AND feature = {feature:String}
  UNION ALL
  SELECT started_at, 0, usd
  FROM {after:Identifier}
  WHERE environment = {environment:String} AND feature = {feature:String}
)
GROUP BY day
ORDER BY saved_usd DESC, day

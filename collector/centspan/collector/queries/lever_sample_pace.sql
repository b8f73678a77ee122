-- What would a feature's evaluations have cost, had {models} judged as many answers a day as {paces} says?
WITH by_user AS (
  SELECT environment, feature, choice, user, sum(weight) AS calls, sum(usd) AS cost, sum(saved_usd) AS saved, sum(weight * dropped) AS touched
  FROM (
    SELECT environment, feature, 1 AS choice, user, weight, usd, @paced_out
    FROM {study:Identifier}
    WHERE purpose = 'eval' AND environment = {environment:String} AND feature = {feature:String}
  )
  GROUP BY environment, feature, choice, user
)
@estimated

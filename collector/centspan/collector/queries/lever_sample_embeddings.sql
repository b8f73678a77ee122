-- What did it cost to embed again what a feature had embedded by the same model before?
-- Of all its embeddings; `choice` says nothing.
WITH
@embedded_before,
by_user AS (
  SELECT environment, feature, 1 AS choice, user, sum(c.weight) AS calls, sum(c.usd) AS cost,
    sumIf(c.usd, c.is_again) AS saved, sumIf(c.weight, c.is_again) AS touched
  FROM (
    SELECT s.environment AS environment, s.feature AS feature, s.user AS user, s.weight AS weight, s.usd AS usd, e.is_again AS is_again
    FROM (SELECT * FROM {study:Identifier} WHERE operation = 'embeddings') AS s
    LEFT ANY JOIN embedded AS e ON e.call = s.call
  ) AS c
  GROUP BY environment, feature, choice, user
)
@estimated

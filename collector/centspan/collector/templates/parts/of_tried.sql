-- What the calls of each feature that was tried cost by user (`every`), and what each choice saves of them (`by_user`): of `tried`, which
-- has every environment, feature and choice that was, and `saves` (environment, feature, choice, user, saved, touched).
every AS (
  SELECT c.environment AS environment, c.feature AS feature, h.choice AS choice, c.user AS user, c.calls AS calls, c.cost AS cost
  FROM (@of_users) AS c
  INNER JOIN (SELECT DISTINCT environment, feature, choice FROM tried) AS h ON h.environment = c.environment AND h.feature = c.feature
),
by_user AS (
  SELECT e.environment AS environment, e.feature AS feature, e.choice AS choice, e.user AS user, e.calls AS calls, e.cost AS cost,
    s.saved AS saved, s.touched AS touched
  FROM every AS e
  LEFT JOIN saves AS s ON s.environment = e.environment AND s.feature = e.feature AND s.choice = e.choice AND s.user = e.user
)

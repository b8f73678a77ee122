-- What every user's calls cost, and what each of `choices` saves of them: of `tried` (of, the number of a feature; user; and in the
-- order of the choices, what each saves and how many calls it touches), which has the users of whom anything is saved.
by_user AS (
  SELECT environment, feature, choices[nth] AS choice, user, calls, cost, saves[nth] AS saved, touches[nth] AS touched
  FROM (
    SELECT u.environment AS environment, u.feature AS feature, u.user AS user, u.calls AS calls, u.cost AS cost,
      t.saves AS saves, t.touches AS touches
    FROM (@of_users) AS u
    LEFT JOIN tried AS t ON t.of = cityHash64(u.environment, u.feature) AND t.user = u.user
  )
  ARRAY JOIN arrayEnumerate(choices) AS nth
)

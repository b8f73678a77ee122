-- What every user's calls cost, and what each of `choices` saves of them: of `judged`, calls with `of`, the number of a feature, user, usd, weight and,
-- in the order of the choices, whether each spares it.
tried AS (
  SELECT of, user, sumForEach(arrayMap(is_spared -> if(is_spared, usd, toDecimal128(0, 18)), spared)) AS saves,
    sumForEach(arrayMap(is_spared -> if(is_spared, weight, 0), spared)) AS touches
  FROM judged
  GROUP BY of, user
),
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

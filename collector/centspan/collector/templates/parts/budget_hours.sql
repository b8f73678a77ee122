-- From `budget_history`: what each budget's scope used in each hour, or day, in the budget's unit.
budget_hours AS (
  SELECT id, spent.1 AS hour, sum(if(unit = 'tokens', toDecimal128(spent.3, 18), ifNull(spent.2, 0))) AS used
  FROM (
    SELECT b.id AS id, b.unit AS unit, arrayJoin(r.spent) AS spent
    FROM (
      SELECT kept, environment, feature, route, team, model, tenant, user, groupArray((hour, usd, tokens)) AS spent
      FROM budget_history
      GROUP BY kept, environment, feature, route, team, model, tenant, user
    ) AS r
    ARRAY JOIN arrayFilter(b -> @in_budget, periods) AS b
  )
  GROUP BY id, hour
)

-- As `@budget_rows`, of users, and of tenants of one feature: kept by whole days of UTC.
SELECT 'user_spend', toDateTime(day, 'UTC'), environment, feature, '', '', model, tenant, user_id, p.effective_usd,
    p.calls, @all_tokens
  FROM priced(
    SELECT day, environment, feature, model, tenant, user_id
    FROM user_spend(
      arrayMin(arrayPushBack(arrayMap(b -> if(b.kept = 'user_spend', toDateTime(b.first_day, 'UTC'), {end:DateTime('UTC')}), periods), {end:DateTime('UTC')})),
      {end:DateTime('UTC')}, 0, unlimited)
    WHERE (user_id != '' AND has(arrayMap(b -> b.limits['user'], periods), user_id))
      OR (tenant != '' AND has(tenants, tenant))
  ) AS p

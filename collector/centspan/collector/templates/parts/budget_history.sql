-- What calls cost by hours of the last 31 days, and by days before them, since `budgets_since`. Tenants have many more rows:
-- theirs are of the last three days and today, and days go back twelve weeks, or to where a period began. Dimensions that
-- no budget limits are left out, for a third of the rows.
SELECT 'spend' AS kept, hour, environment, feature, route, team, model, '' AS tenant, '' AS user,
    p.effective_usd AS usd, @all_tokens AS tokens
  FROM priced(
    SELECT hour, if(has(limited, 'environment'), environment, '') AS environment,
      if(has(limited, 'feature'), feature, '') AS feature, if(has(limited, 'route'), route, '') AS route,
      if(has(limited, 'team'), team, '') AS team, if(has(limited, 'model'), model, '') AS model
    FROM spend(
      if(has(arrayMap(b -> b.kept, periods), 'spend'), budgets_since, {end:DateTime('UTC')}), {end:DateTime('UTC')},
      if(hour < toStartOfDay({end:DateTime('UTC')}) - 31 * 86400, 86400, 3600), unlimited, cut @by_hours)
  ) AS p
  UNION ALL
  SELECT 'tenant_spend', hour, environment, '', '', team, model, tenant, '', p.effective_usd, @all_tokens
  FROM priced(
    SELECT hour, if(has(limited_of_tenants, 'environment'), environment, '') AS environment,
      if(has(limited_of_tenants, 'team'), team, '') AS team, if(has(limited_of_tenants, 'model'), model, '') AS model, tenant
    FROM tenant_spend(
      if(has(arrayMap(b -> b.kept, periods), 'tenant_spend'), tenants_since, {end:DateTime('UTC')}), {end:DateTime('UTC')},
      if(hour < toStartOfDay({end:DateTime('UTC')}) - 3 * 86400, 86400, 3600), unlimited, cut @by_hours)
    WHERE tenant != '' AND tenant IN (SELECT arrayJoin(tenants))
  ) AS p

-- What calls cost since the first budget's period began, by hours. Rows of the same dimensions and beginning are summed
-- first: `since` is the last beginning of any budget's period before their hour.
SELECT 'spend' AS kept, since, environment, feature, route, team, model, '' AS tenant, '' AS user,
    p.effective_usd AS usd, p.calls AS calls, @all_tokens AS tokens
  FROM priced(
    SELECT arrayMax(arrayFilter(b -> b <= hour, beginnings)) AS since, environment, feature, route, team, model
    FROM spend(
      arrayMin(arrayPushBack(arrayMap(b -> if(b.kept = 'spend', b.begins, {end:DateTime('UTC')}), periods), {end:DateTime('UTC')})),
      {end:DateTime('UTC')}, 0, unlimited, cut @by_hours)
  ) AS p
  UNION ALL
  SELECT 'tenant_spend', since, environment, '', '', team, model, tenant, '', p.effective_usd, p.calls, @all_tokens
  FROM priced(
    SELECT arrayMax(arrayFilter(b -> b <= hour, beginnings)) AS since, environment, team, model, tenant
    FROM tenant_spend(
      arrayMin(arrayPushBack(arrayMap(b -> if(b.kept = 'tenant_spend', b.begins, {end:DateTime('UTC')}), periods), {end:DateTime('UTC')})),
      {end:DateTime('UTC')}, 0, unlimited, cut @by_hours)
    WHERE tenant != '' AND has(tenants, tenant)
  ) AS p

-- Which scopes did calls between {start} and {end} have, as far as each rollup keeps them apart?
-- Of tenants and users only those asked for: there may be millions.
SELECT 'spend' AS kept, p.environment AS environment, p.feature AS feature, p.route AS route, p.team AS team,
  p.model AS model, '' AS tenant, '' AS user, sum(p.calls) AS calls
FROM priced(
  SELECT environment, feature, route, team, model
  FROM spend({start:DateTime('UTC')}, {end:DateTime('UTC')}, 0, unlimited)
) AS p
GROUP BY ALL
UNION ALL
SELECT 'tenant_spend', p.environment, '', '', p.team, p.model, p.tenant, '', sum(p.calls)
FROM priced(
  SELECT environment, team, model, tenant
  FROM tenant_spend({start:DateTime('UTC')}, {end:DateTime('UTC')}, 0, unlimited)
  WHERE tenant IN {those_tenants:Array(String)}
) AS p
GROUP BY ALL
UNION ALL
SELECT 'user_spend', p.environment, p.feature, '', '', p.model, p.tenant, p.user_id, sum(p.calls)
FROM priced(
  SELECT environment, feature, model, tenant, user_id
  FROM user_spend({start:DateTime('UTC')}, {end:DateTime('UTC')}, 0, unlimited)
  WHERE user_id IN {those_users:Array(String)} OR tenant IN {those_tenants:Array(String)}
) AS p
GROUP BY ALL

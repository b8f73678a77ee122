-- What did a scope cost between {start} and {end}, and in the time before of the same length, by tenant?
-- As alert_contributors_rolled, of what the rollup of tenants keeps together.
WITH
  @passed
SELECT
  @contributed
FROM priced(
  SELECT tenant, model, team, @is_now
  FROM tenant_spend@with_before
  WHERE has({also_values:Array(String)}, '*') OR toString({also:Identifier}) IN {also_values:Array(String)}
) AS p
ARRAY JOIN [('(all)', ''), ('tenant', toString(tenant)), ('model', toString(model)), ('team', toString(team)),
  ('segment', toString(model))] AS each
GROUP BY dimension, value
ORDER BY abs(usd - before_usd) DESC, dimension, value
LIMIT 1000 BY dimension

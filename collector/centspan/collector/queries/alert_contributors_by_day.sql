-- What did a scope cost between {start} and {end}, and in the time before of the same length, by user and tenant?
-- As alert_contributors_rolled, of what only the rollup of users keeps together: by whole days of UTC.
WITH
  @passed
SELECT
  @contributed
FROM priced(
  SELECT feature, tenant, user_id, model, day >= toDate(toStartOfHour({start:DateTime('UTC')} + 3599)) AS is_now
  FROM user_spend@with_before
  WHERE has({also_values:Array(String)}, '*') OR toString({also:Identifier}) IN {also_values:Array(String)}
) AS p
ARRAY JOIN [('(all)', ''), ('feature', toString(feature)), ('tenant', toString(tenant)), ('user', user_id),
  ('model', toString(model)), ('segment', concat(feature, '\n', model))] AS each
GROUP BY dimension, value
ORDER BY abs(usd - before_usd) DESC, dimension, value
LIMIT 1000 BY dimension

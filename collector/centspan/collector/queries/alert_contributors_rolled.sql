-- What did a scope cost between {start} and {end}, and in the time before of the same length, by each dimension?
-- As alert_contributors, for times that calls are too many of. {also} is one dimension more that limits the scope, to one
-- of {also_values}, `*` for any.
WITH
  @passed
SELECT
  @contributed
FROM priced(
  SELECT feature, model, route, team, prompt_version, @is_now
  FROM spend@with_before
  WHERE has({also_values:Array(String)}, '*') OR toString({also:Identifier}) IN {also_values:Array(String)}
) AS p
ARRAY JOIN [('(all)', ''), ('feature', toString(feature)), ('model', toString(model)), ('route', toString(route)),
  ('team', toString(team)), ('prompt_version', toString(prompt_version)), ('segment', concat(feature, '\n', model))] AS each
GROUP BY dimension, value
ORDER BY abs(usd - before_usd) DESC, dimension, value
LIMIT 1000 BY dimension

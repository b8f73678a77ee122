-- Which features' token efficiency (TER) lies below where their goal alerts, over the last six hours?
-- Useful output over all tokens of calls that generate text; {least_calls} calls or more. Of several goals the one with most
-- dimensions stands, and of several of one feature that is left the worst is told. A feature without a goal is not judged.
WITH
  @alert_goals,
  toStartOfHour({end:DateTime('UTC')} - 1) - 5 * 3600 AS began
SELECT
  environment, feature,
  least(max(far), 100) AS value,
  toDecimal128(argMax(ter, far), 6) AS observed,
  toDecimal128(argMax(g.goal, far), 6) AS expected,
  began AS since,
  argMax(g.id, far) AS goal,
  toDecimal128(argMax(g.below, far), 6) AS alert_below,
  toUInt64(round(argMax(calls, far))) AS calls
FROM (
  SELECT toString(p.environment) AS environment, toString(p.feature) AS feature,
    arrayFirst(g -> arrayAll((name, value) -> value = multiIf(name = 'environment', p.environment, name = 'feature', p.feature,
      name = 'team', p.team, name = 'model', p.model, p.route), mapKeys(g.limits), mapValues(g.limits)), goals) AS g,
    sum(p.useful_output_tokens) / sum(p.text_tokens) AS ter,
    sumIf(p.calls, p.text_tokens > 0) AS calls,
    g.below / greatest(ter, 0.000001) AS far
  FROM priced(
    SELECT environment, feature, team, model, route FROM spend(began, {end:DateTime('UTC')}, 3600, unlimited)
  ) AS p
  GROUP BY environment, feature, g
  HAVING g.id != '' AND sum(p.text_tokens) > 0 AND calls >= {least_calls:Float64}
)
GROUP BY environment, feature
ORDER BY value DESC, environment, feature
LIMIT 500

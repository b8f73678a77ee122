-- Which features without a goal have a token efficiency (TER) far below their own?
-- Useful output over all tokens of calls that generate text, over the last six hours, against such times in four weeks: the
-- least that the middle of all, that of the last week and that of the same hours of the day are, so that a lasting step is
-- learnt within days. Times of fewer than {least_calls} calls are left out. Less than two weeks are learning.
WITH
  @alert_goals,
  windows AS (
    SELECT p.environment AS environment, p.feature AS feature,
      toUInt32(intDiv(toStartOfHour({end:DateTime('UTC')} - 1) - p.hour, 21600)) AS place,
      sumIf(p.calls, p.text_tokens > 0) AS calls,
      sum(p.useful_output_tokens) / sum(p.text_tokens) AS ter
    FROM priced(
      SELECT environment, feature, hour
      FROM spend(toStartOfHour({end:DateTime('UTC')} - 1) - 677 * 3600, {end:DateTime('UTC')}, 3600, unlimited)
    ) AS p
    GROUP BY environment, feature, place
    HAVING sum(p.text_tokens) > 0 AND calls >= {least_calls:Float64}
  )
SELECT
  toString(w.environment) AS environment,
  toString(w.feature) AS feature,
  max(place) < 56 AS learning,
  sumIf(ter, place = 0) AS now,
  least(ifNotFinite(quantileExactIf(0.5)(ter, place > 0), 0), ifNotFinite(quantileExactIf(0.5)(ter, place BETWEEN 1 AND 28), 1),
    ifNotFinite(quantileExactIf(0.5)(ter, place > 0 AND place % 4 = 0), 1)) AS usual,
  if(learning, 0., least(usual * (1 - {fall:Float64}) / greatest(now, 0.000001), 100)) AS value,
  toDecimal128(now, 6) AS observed,
  if(learning, NULL, toDecimal128(usual, 6)) AS expected,
  toStartOfHour({end:DateTime('UTC')} - 1) - 5 * 3600 AS since,
  toUInt64(round(sumIf(calls, place = 0))) AS calls
FROM windows AS w
WHERE NOT arrayExists(g -> hasAll(['environment', 'feature'], mapKeys(g.limits))
  AND (NOT mapContains(g.limits, 'environment') OR g.limits['environment'] = w.environment)
  AND (NOT mapContains(g.limits, 'feature') OR g.limits['feature'] = w.feature), goals)
GROUP BY w.environment, w.feature
HAVING countIf(place = 0) > 0
ORDER BY value DESC, environment, feature
LIMIT 500

-- Of `by_user` (environment, feature, choice, user, calls, cost, saved; cost and saving in USD): what a choice saves of
-- each scope, and what an interval needs (optimizer/…/interval.py).
SELECT environment, feature, choice,
  toUInt64(round(sum(u.calls))) AS calls,
  countIf(user != 0) AS users,
  any(of_all) AS cost_usd,
  any(saved_of_all) AS saved_usd,
  sum(pow(toFloat64(cost), 2)) AS cost_squares,
  sum(pow((toFloat64(saved) - toFloat64(saved_of_all) / toFloat64(of_all) * toFloat64(cost))
    / greatest(1 - toFloat64(cost) / toFloat64(of_all), 1e-6), 2)) AS residual_squares,
  sum(u.touched) AS touched
FROM (
  SELECT *, sum(cost) OVER (PARTITION BY environment, feature, choice) AS of_all,
    sum(saved) OVER (PARTITION BY environment, feature, choice) AS saved_of_all
  FROM by_user
) AS u
WHERE of_all > 0
GROUP BY environment, feature, choice
ORDER BY environment, feature, choice

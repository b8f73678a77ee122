-- Of `by_user` (environment, feature, choice, user, calls, cost, saved; cost and saving in USD): what a choice saves of
-- each scope, and what an interval needs (optimizer/…/interval.py).
SELECT environment, feature, choice, calls, users, cost_usd, saved_usd,
  arraySum(cost -> pow(cost, 2), costs) AS cost_squares,
  arraySum((cost, saved) -> pow((saved - toFloat64(saved_usd) / toFloat64(cost_usd) * cost)
    / greatest(1 - cost / toFloat64(cost_usd), 1e-6), 2), costs, savings) AS residual_squares,
  touched
FROM (
  SELECT environment, feature, choice,
    toUInt64(round(sum(u.calls))) AS calls,
    countIf(user != 0) AS users,
    sum(u.cost) AS cost_usd,
    sum(u.saved) AS saved_usd,
    sum(u.touched) AS touched,
    groupArray(toFloat64(u.cost)) AS costs,
    groupArray(toFloat64(u.saved)) AS savings
  FROM by_user AS u
  GROUP BY environment, feature, choice
  HAVING cost_usd > 0
)
ORDER BY environment, feature, choice

-- Goals of features: the newest version of each budget of unit `ter`; one without a scope is of all others.
goals AS (
    SELECT b.scope['feature'] AS feature, toFloat64(max(b.amount)) AS goal
    FROM (SELECT * FROM budgets ORDER BY version DESC LIMIT 1 BY id) AS b
    WHERE b.unit = 'ter' AND b.removed = 0 AND length(b.scope) = mapContains(b.scope, 'feature')
    GROUP BY feature
  ),
  (SELECT maxOrNull(goal) FROM goals WHERE feature = '') AS goal_of_all

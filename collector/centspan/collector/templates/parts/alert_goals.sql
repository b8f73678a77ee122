-- Goals of token efficiency as they stand, those of most dimensions first, as one constant.
(
    SELECT CAST(groupArray((id, toFloat64(amount), toFloat64(ifNull(alert_below, amount * 3 / 4)), limits)),
      'Array(Tuple(id String, goal Float64, below Float64, limits Map(String, String)))')
    FROM (
      SELECT id, amount, alert_below, CAST(scope, 'Map(String, String)') AS limits
      FROM (SELECT * FROM budgets ORDER BY version DESC LIMIT 1 BY id)
      WHERE removed = 0 AND unit = 'ter' AND hasAll(['environment', 'feature', 'team', 'model', 'route'], mapKeys(limits))
      ORDER BY length(limits) DESC, id
    )
  ) AS goals

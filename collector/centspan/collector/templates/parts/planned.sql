-- Planned windows as they stand: (scope, begins, ends, times the usual).
(
  SELECT groupArray((CAST(scope, 'Map(String, String)'), begins, ends, toFloat64(expect)))
  FROM (SELECT * FROM planned_windows ORDER BY version DESC LIMIT 1 BY id)
  WHERE removed = 0
) AS planned

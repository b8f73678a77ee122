-- One number for each scope, the worst first, as a Grafana of version 13 evaluates no more than 500. A scope of nobody
-- is always among them: Grafana takes an answer without rows, of whichever query, for no data of the whole rule.
-- Grouping here, to be safe from a scope told twice, would take the engine twice as long to plan.
SELECT @labels, @kept AS @name
FROM (
  SELECT @texts, toFloat64(@far) AS far, @number AS told
  FROM (
@question
  ) AS q@each
  UNION ALL
  SELECT @nobody, 0., -1.
)
ORDER BY far DESC, @labels
LIMIT 500

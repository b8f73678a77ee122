-- Which budgets are given out more than once: do their parts, of the same unit, come to more than they have?
-- Amounts of different periods by their mean length in days, as `centspan alerts check` compares them. A row for each
-- budget that has parts and does not say `overcommit`.
WITH
  map('day', 1, 'week', 7, 'month', 30.4375, 'fiscal_month', 30.4375, 'fiscal_quarter', 91.3125, 'fiscal_year', 365.25) AS days,
  standing AS (
    SELECT id, parent, unit, amount, overcommit, CAST(scope, 'Map(String, String)') AS limits,
      toFloat64(amount) / days[toString(period)] AS of_day, toString(period) AS span
    FROM (SELECT * FROM budgets ORDER BY version DESC LIMIT 1 BY id)
    WHERE removed = 0 AND unit != 'ter'
  )
SELECT
  b.id AS budget,
  @budget_labels,
  toDecimal128(p.of_day * days[b.span], 6) AS observed,
  b.amount AS expected,
  -- To six digits, as a seventh of a week is no exact number.
  toFloat64(round(observed / b.amount, 6)) AS value,
  {end:DateTime('UTC')} AS since,
  toString(b.unit) AS unit,
  p.parts AS parts,
  concat('its parts are ', arrayStringConcat(p.parts, ', ')) AS also
FROM standing AS b
INNER JOIN (
  SELECT parent, unit, sum(of_day) AS of_day, arraySort(groupArray(id)) AS parts
  FROM standing
  WHERE parent != '' AND parent != id
  GROUP BY parent, unit
) AS p ON p.parent = b.id AND p.unit = b.unit
WHERE NOT b.overcommit AND b.amount > 0
ORDER BY value DESC, budget
LIMIT 500

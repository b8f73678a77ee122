-- Budgets as they stand, with the period that the end of the range lies in: days of the budget's own zone, weeks from
-- Monday, fiscal months from the day of the month that the fiscal year starts on. Goals (unit ter) are none.
(
  SELECT id, toString(unit) AS unit, toString(period) AS span, amount, expected, owner, channel, severity, parent,
    CAST(scope, 'Map(String, String)') AS limits,
    @budget_today,
    multiIf(
      hasAll(['environment', 'feature', 'team', 'model', 'route'], mapKeys(limits)), 'spend',
      hasAll(['environment', 'tenant', 'team', 'model'], mapKeys(limits)), 'tenant_spend',
      hasAll(['environment', 'feature', 'tenant', 'user', 'model'], mapKeys(limits)), 'user_spend', '') AS kept,
    toUInt16OrDefault(substring(fiscal_year_starts, 4, 2), toUInt16(1)) - 1 AS shift,
    toStartOfMonth(today - shift) AS fiscal_month,
    toMonth(fiscal_month) + 12 - toUInt16OrDefault(substring(fiscal_year_starts, 1, 2), toUInt16(1)) AS months,
    multiIf(span = 'day', today, span = 'week', toMonday(today), span = 'fiscal_month', fiscal_month + shift,
      span = 'fiscal_quarter', subtractMonths(fiscal_month, months % 3) + shift,
      span = 'fiscal_year', subtractMonths(fiscal_month, months % 12) + shift, toStartOfMonth(today)) AS first_day,
    multiIf(span = 'day', first_day + 1, span = 'week', first_day + 7,
      addMonths(first_day, multiIf(span = 'fiscal_quarter', 3, span = 'fiscal_year', 12, 1))) AS next_day,
    @budget_begins,
    arrayFirst(t -> toString(t, zone) >= toString(next_day),
      arrayMap(i -> toDateTime(next_day, 'UTC') + i * 900, range(-60, 64))) AS ends
  FROM (SELECT * FROM budgets ORDER BY version DESC LIMIT 1 BY id)
  WHERE removed = 0 AND unit != 'ter'
)

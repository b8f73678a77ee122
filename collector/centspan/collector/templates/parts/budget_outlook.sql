-- Budgets with planned windows, and from them `budget_forecasts`: of half a year, of tenants twelve weeks.
@planned,
@budgets_now,
toStartOfDay(arrayMin(arrayPushBack(beginnings, {end:DateTime('UTC')} - 182 * 86400))) AS budgets_since,
greatest(budgets_since, least(arrayMin(arrayPushBack(beginnings, {end:DateTime('UTC')})),
  toStartOfDay({end:DateTime('UTC')} - 84 * 86400))) AS tenants_since,
budget_history AS (
@budget_history
),
@budget_hours,
@budget_paces,
@budget_forecasts

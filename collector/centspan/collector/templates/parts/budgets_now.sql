-- Budgets as they stand, as one constant: each with the rollup that knows its scope ('' for none) and the period that
-- the end of the range lies in. The engine would work a table expression out again wherever it is named.
(SELECT CAST(groupArray((id, unit, span, amount, expected, owner, channel, severity, parent, limits, zone, kept,
    first_day, begins, ends)),
    'Array(Tuple(id String, unit String, span String, amount Decimal(18, 6), expected Nullable(Decimal(18, 6)),
      owner String, channel String, severity Map(String, String), parent String, limits Map(String, String), zone String,
      kept String, first_day Date, begins DateTime(\'UTC\'), ends DateTime(\'UTC\')))')
  FROM @budget_periods) AS periods,
  arrayMap(b -> b.begins, periods) AS beginnings,
  arrayMap(b -> toDate(b.begins), arrayFilter(b -> b.begins != toStartOfDay(b.begins), periods)) AS split_days,
  arrayMap(b -> b.limits['tenant'], periods) AS tenants,
  arrayFlatten(arrayMap(b -> mapKeys(b.limits), arrayFilter(b -> b.kept = 'spend', periods))) AS limited,
  arrayFlatten(arrayMap(b -> mapKeys(b.limits), arrayFilter(b -> b.kept = 'tenant_spend', periods))) AS limited_of_tenants

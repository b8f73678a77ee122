-- How much of each budget is used in the period that {end} lies in?
-- The newest version of each id that is not removed, of unit usd; periods are days, weeks (from Monday) and months in
-- UTC. A scope names environment, feature, team and model, or environment, team, tenant and model; the use of
-- any other is not known (NULL). A budget is of what its scope says, whatever a board is limited to.
WITH
  standing AS (
    SELECT id, toString(period) AS span, amount, owner, CAST(scope, 'Map(String, String)') AS limits,
      if(mapContains(limits, 'tenant'), 'tenant', 'feature') AS kind,
      arrayAll(name -> has(['environment', 'team', 'model', kind], name), mapKeys(limits)) AS is_known,
      multiIf(span = 'day', toDate({end:DateTime('UTC')} - 1), span = 'week', toMonday({end:DateTime('UTC')} - 1),
        toStartOfMonth({end:DateTime('UTC')} - 1)) AS since
    FROM (SELECT * FROM budgets ORDER BY version DESC LIMIT 1 BY id)
    WHERE unit = 'usd' AND removed = 0
  ),
  spent AS (
    SELECT 'feature' AS kind, day, environment, team, model, feature AS one, p.effective_usd AS usd
    FROM priced(SELECT toDate(hour) AS day, environment, team, model, feature FROM spend(
      toDateTime(least(toStartOfMonth({end:DateTime('UTC')} - 1), toMonday({end:DateTime('UTC')} - 1)), 'UTC'),
      {end:DateTime('UTC')}, 0, unlimited)) AS p
    WHERE p.effective_usd IS NOT NULL AND 'feature' IN (SELECT kind FROM standing)
    UNION ALL
    SELECT 'tenant', day, environment, team, model, tenant, p.effective_usd
    FROM priced(SELECT toDate(hour) AS day, environment, team, model, tenant FROM tenant_spend(
      toDateTime(least(toStartOfMonth({end:DateTime('UTC')} - 1), toMonday({end:DateTime('UTC')} - 1)), 'UTC'),
      {end:DateTime('UTC')}, 0, unlimited) WHERE tenant IN (SELECT scope['tenant'] FROM budgets)) AS p
    WHERE p.effective_usd IS NOT NULL
  )
SELECT
  b.id AS budget,
  any(if(empty(limits), 'everything',
    arrayStringConcat(arrayMap((k, v) -> concat(k, ' ', v), mapKeys(limits), mapValues(limits)), ', '))) AS scope,
  any(b.span) AS period,
  any(toDecimal128(b.amount, 6)) AS budget_usd,
  any(if(is_known, ifNull(u.usd, toDecimal128(0, 18)), NULL)) AS used_usd,
  toFloat64(used_usd) / nullIf(toFloat64(budget_usd), 0) AS used_share,
  budget_usd - used_usd AS left_usd,
  any(b.owner) AS owner
FROM standing AS b
LEFT JOIN (
  SELECT id, sum(s.usd) AS usd
  FROM standing AS t
  INNER JOIN spent AS s ON s.kind = t.kind
  WHERE s.day >= t.since
    AND (NOT mapContains(limits, 'environment') OR limits['environment'] = s.environment)
    AND (NOT mapContains(limits, 'team') OR limits['team'] = s.team)
    AND (NOT mapContains(limits, 'model') OR limits['model'] = s.model)
    AND (NOT mapContains(limits, t.kind) OR limits[t.kind] = s.one)
  GROUP BY id
) AS u ON u.id = b.id
GROUP BY b.id
ORDER BY used_share DESC NULLS LAST, budget

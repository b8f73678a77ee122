-- What was used of each budget since its period began.
budget_use AS (
  SELECT b.id AS id, sum(r.usd) AS usd, sum(r.tokens) AS tokens, sum(r.calls) AS calls,
    sumIf(r.calls, r.usd IS NULL) AS unpriced_calls
  FROM budget_rows AS r
  ARRAY JOIN arrayFilter(b -> b.kept = r.kept
    AND r.since >= if(b.kept = 'user_spend', toDateTime(b.first_day, 'UTC'), b.begins)
    AND (NOT mapContains(b.limits, 'environment') OR b.limits['environment'] = r.environment)
    AND (NOT mapContains(b.limits, 'feature') OR b.limits['feature'] = r.feature)
    AND (NOT mapContains(b.limits, 'route') OR b.limits['route'] = r.route)
    AND (NOT mapContains(b.limits, 'team') OR b.limits['team'] = r.team)
    AND (NOT mapContains(b.limits, 'model') OR b.limits['model'] = r.model)
    AND (NOT mapContains(b.limits, 'tenant') OR b.limits['tenant'] = r.tenant)
    AND (NOT mapContains(b.limits, 'user') OR b.limits['user'] = r.user), periods) AS b
  GROUP BY id
)

-- What share of calls and spend says no feature, team, tenant or user?
-- What calls without a tenant cost is not known by feature, and what those without a user cost is not
-- known here at all: then the amount is NULL.
SELECT without, toUInt64(round(sum(u.calls))) AS calls, sum(u.calls) / nullIf(sum(u.all_calls), 0) AS calls_share,
  multiIf(without = 'user', NULL, calls = 0, toDecimal128(0, 18), sum(u.usd)) AS effective_usd,
  toFloat64(effective_usd) / nullIf(toFloat64(sum(u.all_usd)), 0) AS spend_share
FROM (
  SELECT each.1 AS without, each.2 AS calls, p.calls AS all_calls, each.3 AS usd,
    if(without = 'user', NULL, p.effective_usd) AS all_usd
  FROM (
    SELECT feature, team, sum(s.calls) AS calls, sum(s.without_user_calls) AS without_user_calls,
      sum(s.effective_usd) AS effective_usd
    FROM priced(SELECT feature, team FROM spend({start:DateTime('UTC')}, {end:DateTime('UTC')}, 0)) AS s
    GROUP BY feature, team
  ) AS p
  ARRAY JOIN [
    ('feature', if(p.feature = '', p.calls, 0.), if(p.feature = '', p.effective_usd, NULL)),
    ('team', if(p.team = '', p.calls, 0.), if(p.team = '', p.effective_usd, NULL)),
    ('user', p.without_user_calls, NULL)] AS each
  UNION ALL
  SELECT 'tenant', if(p.tenant = '', p.calls, 0.), p.calls, if(p.tenant = '', p.effective_usd, NULL), p.effective_usd
  FROM priced(SELECT tenant FROM tenant_spend({start:DateTime('UTC')}, {end:DateTime('UTC')}, 0)) AS p
) AS u
GROUP BY without
ORDER BY indexOf(['feature', 'team', 'tenant', 'user'], without)

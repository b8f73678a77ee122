-- What share of calls is unpriced, assumed, estimated, without usage, inconsistent, duplicate or nobody's?
-- Shares are of `calls`; duplicates are of calls and duplicates together, and known by environment and
-- feature only: NULL where the reader limits spend to a team or model.
SELECT
  toUInt64(round(all_calls)) AS calls,
  unpriced / nullIf(all_calls, 0) AS unpriced_share,
  assumed / nullIf(all_calls, 0) AS assumed_share,
  estimated / nullIf(all_calls, 0) AS estimated_share,
  unmeasured / nullIf(all_calls, 0) AS no_usage_share,
  inconsistent / nullIf(all_calls, 0) AS inconsistent_share,
  if(has({teams:Array(String)}, '*') AND has({models:Array(String)}, '*'),
    duplicates / nullIf(all_calls + duplicates, 0), NULL) AS duplicate_share,
  nobodys / nullIf(all_calls, 0) AS unattributed_share
FROM (
  SELECT
    sum(p.calls) AS all_calls,
    sumIf(p.calls, price_status = 'unpriced') AS unpriced,
    sumIf(p.calls, price_status = 'assumed') AS assumed,
    sum(p.estimated_calls) AS estimated,
    sum(p.no_usage_calls) AS unmeasured,
    sum(p.inconsistent_calls) AS inconsistent,
    sumIf(p.calls, p.feature = '') AS nobodys
  FROM priced(SELECT feature, usage_source FROM spend) AS p
) AS counted
CROSS JOIN (
  SELECT sum(u.calls) AS duplicates
  FROM uncounted_as_rolled AS u
  WHERE u.hour >= {start:DateTime('UTC')} AND u.hour < {end:DateTime('UTC')}
    AND in_scope(environment, feature)
) AS uncounted

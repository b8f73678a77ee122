-- How did spend of the eight dearest tenants go over time?
-- The eight of the whole range. A step is {grain} seconds, 0 for hours.
SELECT
  p.time AS time,
  if(p.tenant = '', '(none)', toString(p.tenant)) AS tenant,
  sum(p.effective_usd) AS effective_usd
FROM priced(
  SELECT toStartOfInterval(hour, toIntervalSecond(if({grain:UInt32} = 0, 3600, {grain:UInt32}))) AS time, tenant
  FROM tenant_spend({start:DateTime('UTC')}, {end:DateTime('UTC')}, if({grain:UInt32} = 0, 3600, {grain:UInt32}))
  WHERE tenant IN (
    SELECT tenant
    FROM priced(SELECT tenant FROM tenant_spend({start:DateTime('UTC')}, {end:DateTime('UTC')}, 0)) AS d
    GROUP BY tenant ORDER BY sum(d.effective_usd) DESC NULLS LAST, tenant LIMIT 8)
) AS p
GROUP BY p.time, p.tenant
HAVING effective_usd IS NOT NULL
ORDER BY time, tenant

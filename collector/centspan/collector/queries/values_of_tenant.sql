-- Which tenants spent anything between {start} and {end}, the busiest first?
SELECT if(p.tenant = '', '(none)', toString(p.tenant)) AS value
FROM priced(
  SELECT tenant FROM tenant_spend({start:DateTime('UTC')}, {end:DateTime('UTC')}, 0, unlimited)
) AS p
GROUP BY value
ORDER BY sum(p.calls) DESC, value

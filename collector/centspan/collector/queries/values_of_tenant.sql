-- Which tenants spent anything between {start} and {end}, the busiest first?
SELECT if(tenant = '', '(none)', toString(tenant)) AS value
FROM tenant_spend_between(start = {start:DateTime('UTC')}, end = {end:DateTime('UTC')}, grain = 0)
GROUP BY value
ORDER BY sum(calls) DESC, value

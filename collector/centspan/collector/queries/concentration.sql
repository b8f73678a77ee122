-- How much of the spend is on the dearest tenant, ten and a hundred tenants?
-- Shares of what calls that say a tenant cost.
SELECT
  count() AS tenants_count,
  sumOrNullIf(usd, place <= 1) / nullIf(sumOrNull(usd), 0) AS top_1_share,
  sumOrNullIf(usd, place <= 10) / nullIf(sumOrNull(usd), 0) AS top_10_share,
  sumOrNullIf(usd, place <= 100) / nullIf(sumOrNull(usd), 0) AS top_100_share
FROM (
  SELECT toFloat64(sum(p.effective_usd)) AS usd, row_number() OVER (ORDER BY usd DESC NULLS LAST) AS place
  FROM priced(SELECT tenant FROM tenant_spend({start:DateTime('UTC')}, {end:DateTime('UTC')}, 0) WHERE tenant != '') AS p
  GROUP BY tenant
)

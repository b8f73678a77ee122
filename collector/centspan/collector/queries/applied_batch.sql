-- What would the calls of a study have been at the batch tier, those that have a price there?
SELECT c.* EXCEPT (choice) REPLACE (
  if(o.offered, 'batch', c.service_tier) AS service_tier,
  @at_offer)
FROM (SELECT *, if({declared_only:UInt8} = 0 OR purpose = 'batch', 'batch', '') AS choice FROM {study:Identifier}) AS c
ASOF LEFT JOIN (SELECT *, 1 AS offered FROM {offers:Identifier}) AS o
ON o.provider = c.provider AND o.model = c.model AND o.service_tier = c.service_tier
  AND o.context_band = c.context_band AND o.choice = c.choice AND c.started_at >= o.valid_from

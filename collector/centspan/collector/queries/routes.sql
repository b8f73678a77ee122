-- How do a feature's routes compare: cost, tokens, efficiency and errors of a call?
-- A route is what the app says (`label(route=…)`): the way a request took, to a model or a chain of them. The hundred dearest.
SELECT
  if(p.feature = '', '(none)', toString(p.feature)) AS feature,
  if(p.route = '', '(none)', toString(p.route)) AS route,
  @of_calls
FROM priced(SELECT feature, route FROM spend({start:DateTime('UTC')}, {end:DateTime('UTC')}, 0)) AS p
GROUP BY feature, route
ORDER BY effective_usd DESC NULLS LAST, sum(p.calls) DESC, feature, route
LIMIT 100

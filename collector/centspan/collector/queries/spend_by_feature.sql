-- What did each feature spend: the eight dearest, and all others together?
SELECT
  if(place <= 8, feature, 'other') AS feature,
  toUInt64(round(sum(s.calls))) AS calls,
  sum(s.effective_usd) AS effective_usd
FROM (
  SELECT
    if(p.feature = '', '(none)', toString(p.feature)) AS feature,
    sum(p.calls) AS calls,
    sum(p.effective_usd) AS effective_usd,
    row_number() OVER (ORDER BY effective_usd DESC NULLS LAST, feature) AS place
  FROM priced(SELECT feature FROM spend) AS p
  GROUP BY feature
) AS s
GROUP BY feature
HAVING effective_usd IS NOT NULL
ORDER BY max(place > 8), effective_usd DESC, feature

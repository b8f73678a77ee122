-- What did each model cost: the twelve dearest, and all others together?
SELECT
  if(place <= 12, model, 'other') AS model,
  toUInt64(round(sum(s.calls))) AS calls,
  sum(s.effective_usd) AS effective_usd
FROM (
  SELECT
    if(p.model = '', '(none)', toString(p.model)) AS model,
    sum(p.calls) AS calls,
    sum(p.effective_usd) AS effective_usd,
    row_number() OVER (ORDER BY effective_usd DESC NULLS LAST, model) AS place
  FROM priced(SELECT model FROM spend) AS p
  GROUP BY model
) AS s
GROUP BY model
HAVING effective_usd IS NOT NULL
ORDER BY max(place > 12), effective_usd DESC, model

-- What did each feature of each team cost on each day from {start} to {end}?
SELECT toDate(p.day) AS day, p.feature AS feature, p.team AS team, sum(p.calls) AS calls,
  ifNull(sum(p.effective_usd), toDecimal128(0, 18)) AS usd
FROM priced(
  SELECT toStartOfDay(hour) AS day, feature, team
  FROM spend({start:DateTime('UTC')}, {end:DateTime('UTC')}, 86400, unlimited)
) AS p
GROUP BY ALL
ORDER BY day, feature, team

-- Which features spent anything between {start} and {end}, the busiest first?
SELECT if(p.feature = '', '(none)', toString(p.feature)) AS value
FROM priced(
  SELECT feature FROM spend({start:DateTime('UTC')}, {end:DateTime('UTC')}, 0, unlimited)
) AS p
GROUP BY value
ORDER BY sum(p.calls) DESC, value

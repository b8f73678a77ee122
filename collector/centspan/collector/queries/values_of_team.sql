-- Which teams spent anything between {start} and {end}, the busiest first?
SELECT if(p.team = '', '(none)', toString(p.team)) AS value
FROM priced(
  SELECT team FROM spend({start:DateTime('UTC')}, {end:DateTime('UTC')}, 0, unlimited)
) AS p
GROUP BY value
ORDER BY sum(p.calls) DESC, value

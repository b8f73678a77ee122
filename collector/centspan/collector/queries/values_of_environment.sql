-- Which environments spent anything between {start} and {end}, the busiest first?
SELECT if(p.environment = '', '(none)', toString(p.environment)) AS value
FROM priced(
  SELECT environment FROM spend({start:DateTime('UTC')}, {end:DateTime('UTC')}, 0, unlimited)
) AS p
GROUP BY value
ORDER BY sum(p.calls) DESC, value

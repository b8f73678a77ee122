-- Which models spent anything between {start} and {end}, the busiest first?
SELECT if(p.model = '', '(none)', toString(p.model)) AS value
FROM priced(
  SELECT model FROM spend({start:DateTime('UTC')}, {end:DateTime('UTC')}, 0, unlimited)
) AS p
GROUP BY value
ORDER BY sum(p.calls) DESC, value

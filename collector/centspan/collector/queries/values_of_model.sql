-- Which models spent anything between {start} and {end}, the busiest first?
SELECT if(model = '', '(none)', toString(model)) AS value
FROM spend_between(start = {start:DateTime('UTC')}, end = {end:DateTime('UTC')}, grain = 0)
GROUP BY value
ORDER BY sum(calls) DESC, value

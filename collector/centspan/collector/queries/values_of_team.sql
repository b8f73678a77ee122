-- Which teams spent anything between {start} and {end}, the busiest first?
SELECT if(team = '', '(none)', toString(team)) AS value
FROM spend_between(start = {start:DateTime('UTC')}, end = {end:DateTime('UTC')}, grain = 0)
GROUP BY value
ORDER BY sum(calls) DESC, value

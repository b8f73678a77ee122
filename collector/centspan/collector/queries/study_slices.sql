-- How many blocks of prompts do the hours have in which a study has calls?
SELECT toStartOfHour(x.started_at) AS hour, sum(length(x.prefixes)) AS blocks
FROM call_prefixes AS x
WHERE toStartOfHour(x.started_at) >= toStartOfHour({start:DateTime('UTC')}) AND toStartOfHour(x.started_at) < {end:DateTime('UTC')}
  AND ({environment:String} = '*' OR hour IN (SELECT toStartOfHour(started_at) FROM {study:Identifier} WHERE @in_scope))
GROUP BY hour
ORDER BY hour

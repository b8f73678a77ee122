-- How many calls count, and what did they cost, for ever?
SELECT toUInt64(round(sum(calls))) AS calls, sum(effective_usd) AS effective_usd
FROM spend

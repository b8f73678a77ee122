-- How many stored calls began in each hour?
SELECT toStartOfHour(started_at) AS hour, count() AS calls
FROM llm_calls
WHERE started_at >= {start:DateTime64(6, 'UTC')} AND started_at < {end:DateTime64(6, 'UTC')}
GROUP BY hour
ORDER BY hour

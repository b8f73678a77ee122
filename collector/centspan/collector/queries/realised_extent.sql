-- When was the first call of a proposal's scope made, of the last 400 days?
SELECT min(started_at) AS first, count() AS calls
FROM llm_calls
WHERE feature = {feature:String} AND ({environment:String} = '' OR environment = {environment:String})
  AND toStartOfHour(started_at) >= {end:DateTime('UTC')} - toIntervalDay(400) AND started_at < {end:DateTime('UTC')}

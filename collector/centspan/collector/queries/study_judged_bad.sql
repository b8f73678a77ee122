-- Which calls were answered badly, by the mean of what was judged?
-- Between {start} and a day after {end}: below half of the best score.
SELECT cityHash64(lower(hex(trace_id)), lower(hex(span_id))) AS call
FROM evaluations AS e
WHERE isNotNull(e.score) AND e.evaluated_at >= {start:DateTime('UTC')} AND e.evaluated_at < {end:DateTime('UTC')} + toIntervalDay(1)
GROUP BY call
HAVING avg(e.score / if(e.max_score > 0, e.max_score, 1)) < 0.5

-- The windows of `since_asked`.
before AS (PARTITION BY request ORDER BY started_at, call ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW),
    earlier AS (PARTITION BY request ORDER BY started_at, call ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)

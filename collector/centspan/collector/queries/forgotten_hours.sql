-- Mark the hours of certain users' calls, so that the roller makes their rollups anew.
INSERT INTO dirty_hours (hour, marked_at)
SELECT DISTINCT toStartOfHour(started_at), now('UTC')
FROM llm_calls
WHERE user_id IN {users:Array(String)}

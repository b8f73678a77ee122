-- Who acknowledged which alert last, and when?
SELECT dedup_key, max(at) AS acked_at, argMax(by, at) AS acked_by
FROM alert_acks
WHERE at >= {since:DateTime('UTC')}
GROUP BY dedup_key

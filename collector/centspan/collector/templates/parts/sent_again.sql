-- Each request that is made more than once: whether it was made before, `soon` and `after_well`, and which `attempt` it is since it began anew.
-- The feature goes as its number, `of`: names take as long to order as all else.
sent AS (
  SELECT of, user, usd, weight,
    dateDiff('microsecond', lagInFrame(started_at, 1, toDateTime64(0, 6, 'UTC')) OVER before, started_at) / 1e6 <= {within:UInt32} AS soon,
    lagInFrame(well, 1, 0) OVER before AS after_well, row_number() OVER before AS place,
    request, started_at, call
  FROM (
    SELECT cityHash64(environment, feature) AS of, user, usd, weight, status = 'ok' AND abandoned = 0 AS well, started_at, call,
      cityHash64(environment, feature, tenant, task_id, model, request_fingerprint, fingerprint_key_id) AS request
    FROM {study:Identifier}
    WHERE @made_again
  )
  WINDOW before AS (PARTITION BY request ORDER BY started_at, call ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)
),
numbered AS (
  SELECT *, 1 + place - max(if(soon AND NOT after_well, 0, place)) OVER (
    PARTITION BY request ORDER BY started_at, call ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS attempt
  FROM sent
)

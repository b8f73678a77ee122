-- Embeddings whose request can be told: which of the same by one model and feature each is, and when the first was there.
embedded AS (
  SELECT call, started_at, user, weight, usd, row_number() OVER before AS place, min(answered_at) OVER earlier AS first_answer,
    place > 1 AND first_answer <= started_at AS is_again, environment, feature
  FROM (
    SELECT *, if(status = 'ok', started_at + toIntervalMicrosecond(duration_us), toDateTime64('2100-01-01 00:00:00', 6, 'UTC')) AS answered_at
    FROM {study:Identifier}
    WHERE operation = 'embeddings' AND request_fingerprint != 0
  )
  WINDOW before AS (PARTITION BY environment, feature, model, request_fingerprint, fingerprint_key_id ORDER BY started_at, call ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW),
    earlier AS (PARTITION BY environment, feature, model, request_fingerprint, fingerprint_key_id ORDER BY started_at, call ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
)

-- Each request that is made more than once: when it was made last, and when its first answer was there.
-- The feature goes as its number, `of`: names take as long to order as all else.
requests AS (
  SELECT cityHash64(environment, feature) AS of, user, started_at, call, usd, weight,
    @same_request AS request,
    @answered_at AS answered_at
  FROM {study:Identifier}
  WHERE @made_again AND @may_be_kept
),
again AS (
  SELECT of, user, usd, weight, call,
    dateDiff('microsecond', lagInFrame(started_at, 1, started_at) OVER before, started_at) / 1e6 AS since_last,
    min(answered_at) OVER earlier AS first_answer, started_at, row_number() OVER before AS place
  FROM requests
  WINDOW before AS (PARTITION BY request ORDER BY started_at, call ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW),
    earlier AS (PARTITION BY request ORDER BY started_at, call ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
)

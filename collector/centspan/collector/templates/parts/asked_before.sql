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
  SELECT of, user, usd, weight, call, started_at,
    @since_asked
  FROM requests
  WINDOW @asked_windows
)

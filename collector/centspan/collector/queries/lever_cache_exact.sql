-- What would a cache of answers have saved, if it kept each for so many seconds after its last use?
-- A request is the same with the same tenant, model, prompt version and keyed fingerprint (its normalised input), and
-- with {by_user} the same user. The first of each, and what begins before an answer is there, is paid for. Not for
-- calls with tools, above {most_temperature}, or without a fingerprint. 0 seconds keep an answer for good.
WITH
@asked_before,
hits AS (
  SELECT environment, feature, choice, user, sum(usd) AS saved, sum(weight) AS touched
  FROM (
    SELECT *, arrayJoin({ttls:Array(UInt32)}) AS choice
    FROM again
  )
  WHERE @is_kept
  GROUP BY environment, feature, choice, user
),
every AS (
  SELECT environment, feature, arrayJoin({ttls:Array(UInt32)}) AS choice, user, calls, cost
  FROM (@of_users)
),
by_user AS (
  SELECT e.environment AS environment, e.feature AS feature, e.choice AS choice, e.user AS user, e.calls AS calls,
    e.cost AS cost, h.saved AS saved, h.touched AS touched
  FROM every AS e
  LEFT JOIN hits AS h ON h.environment = e.environment AND h.feature = e.feature AND h.choice = e.choice AND h.user = e.user
)
@estimated

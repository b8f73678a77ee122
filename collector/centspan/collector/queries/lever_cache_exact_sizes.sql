-- If each answer to a feature were kept for so many seconds after its last use, how many would be there on average, and what would they save?
-- A cache with room for so many, which drops what was used longest ago, saves nearly the same: an answer leaves it after about that
-- time (Che, Tung and Wang 2002). 0 seconds keep an answer for good.
WITH
requests AS (
  SELECT started_at, call, usd, @same_request AS request,
    @answered_at AS answered_at
  FROM {study:Identifier}
  WHERE environment = {environment:String} AND feature = {feature:String} AND request_fingerprint != 0 AND @may_be_kept
),
again AS (
  SELECT usd, started_at,
    dateDiff('microsecond', started_at, leadInFrame(started_at, 1, toDateTime64({end:DateTime('UTC')}, 6, 'UTC')) OVER after) / 1e6 AS until_next,
    @since_asked
  FROM requests
  WINDOW @asked_windows,
    after AS (PARTITION BY request ORDER BY started_at, call ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING)
)
SELECT choice, sum(if(choice = 0, until_next, least(until_next, choice))) / {seconds:Float64} AS answers,
  sumIf(usd, @is_kept) AS saved_usd
FROM (SELECT *, arrayJoin({ttls:Array(UInt32)}) AS choice FROM again)
GROUP BY choice
ORDER BY choice

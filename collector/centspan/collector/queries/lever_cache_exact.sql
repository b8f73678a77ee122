-- What would a cache of answers have saved, if it kept each for so many seconds after its last use?
-- A request is the same with the same tenant, model, prompt version and keyed fingerprint (its normalised input), and
-- with {by_user} the same user. The first of each, and what begins before an answer is there, is paid for. Not for
-- calls with tools, above {most_temperature}, or without a fingerprint. 0 seconds keep an answer for good.
WITH
{ttls:Array(UInt32)} AS choices,
@asked_before,
tried AS (
  SELECT of, user,
    sumForEach(arrayMap(choice -> if(@is_kept, usd, toDecimal128(0, 18)), choices)) AS saves,
    sumForEach(arrayMap(choice -> if(@is_kept, weight, 0), choices)) AS touches
  FROM again
  GROUP BY of, user
),
@of_choices
@estimated

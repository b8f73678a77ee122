-- What would a cache of answers have saved, if it kept each for so many seconds after its last use?
-- A request is the same with the same tenant, model, prompt version and keyed fingerprint (its normalised input), and
-- with {by_user} the same user. The first of each, and what begins before an answer is there, is paid for. Not for
-- calls with tools, above {most_temperature}, or without a fingerprint. 0 seconds keep an answer for good.
WITH
{ttls:Array(UInt32)} AS choices,
@asked_before,
judged AS (SELECT of, user, usd, weight, arrayMap(choice -> @is_kept, choices) AS spared FROM again),
@of_choices
@estimated

-- What did requests cost that were made again: although the one before ended well, or more often than {attempts} times?
-- The same request has the same tenant, task, model and keyed fingerprint, and follows within {within} seconds. Choice 1 is a
-- second sending of what ended well, choice 2 an attempt beyond the limit. `touched` counts the calls that would be saved.
WITH
[1, 2] AS choices,
@sent_again,
tried AS (
  SELECT of, user,
    sumForEach(arrayMap(choice -> if(@is_sent_again, usd, toDecimal128(0, 18)), choices)) AS saves,
    sumForEach(arrayMap(choice -> if(@is_sent_again, weight, 0), choices)) AS touches
  FROM numbered
  GROUP BY of, user
),
@of_choices
@estimated

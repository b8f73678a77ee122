-- What did requests cost that were made again: although the one before ended well, or more often than {attempts} times?
-- The same request has the same tenant, task, model and keyed fingerprint, and follows within {within} seconds. Choice 1 is a
-- second sending of what ended well, choice 2 an attempt beyond the limit. `touched` counts the calls that would be saved.
WITH
[1, 2] AS choices,
@sent_again,
judged AS (SELECT of, user, usd, weight, arrayMap(choice -> @is_sent_again, choices) AS spared FROM numbered),
@of_choices
@estimated

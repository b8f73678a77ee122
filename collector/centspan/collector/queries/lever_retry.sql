-- What did requests cost that were made again: although the one before ended well, or more often than {attempts} times?
-- The same request has the same tenant, task, model and keyed fingerprint, and follows within {within} seconds. Choice 1 is a
-- second sending of what ended well, choice 2 an attempt beyond the limit. `touched` counts the calls that would be saved.
WITH
@sent_again,
by_user AS (
  SELECT environment, feature, choice, user, sum(c.calls) AS calls, sum(c.cost) AS cost, sum(c.saved) AS saved, sum(c.touched) AS touched
  FROM (
    SELECT environment, feature, arrayJoin([1, 2]) AS choice, user, calls, cost, toDecimal128(0, 18) AS saved, toFloat64(0) AS touched
    FROM (@of_users)
    UNION ALL
    SELECT environment, feature, choice, user, 0, 0, usd, weight
    FROM (
      SELECT *, arrayJoin([1, 2]) AS choice FROM numbered
      WHERE @is_sent_again
    )
  ) AS c
  GROUP BY environment, feature, choice, user
)
@estimated

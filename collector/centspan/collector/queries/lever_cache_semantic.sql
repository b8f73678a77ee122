-- What would a cache of answers by meaning have saved of each feature that was replayed, at each threshold?
-- `hits` has the calls that were replayed, by threshold (`choice`), and which of them it answered.
WITH
@semantic,
saves AS (
  SELECT environment, feature, choice, user, sum(saved_usd) AS saved, sum(weight * dropped) AS touched
  FROM answered
  GROUP BY environment, feature, choice, user
),
@of_tried
@estimated

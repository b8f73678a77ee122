-- What would each strategy that makes prompts shorter have saved of each feature whose prompts are kept?
-- `compressed` has the tokens of the prompts that were tried as they would be billed, by strategy (`choice`).
WITH
@compressed,
saves AS (
  SELECT environment, feature, choice, user, sum(saved_usd) AS saved, sumIf(weight, saved_usd != 0) AS touched
  FROM compressed
  GROUP BY environment, feature, choice, user
),
@of_tried
@estimated

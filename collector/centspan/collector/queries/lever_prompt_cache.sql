-- What would a provider's prompt cache have read and written of each feature's prompts, and what does that save?
WITH by_user AS (
  SELECT environment, feature, choice, user, sum(r.calls) AS calls, sum(r.cost) AS cost, sum(r.saved) AS saved,
    sum(r.touched) AS touched
  FROM {replayed:Identifier} AS r
  GROUP BY environment, feature, choice, user
),
estimates AS (
@estimated
)
SELECT e.environment AS environment, e.feature AS feature, e.choice AS choice, e.calls AS calls, e.users AS users,
  e.cost_usd AS cost_usd, e.saved_usd AS saved_usd, e.cost_squares AS cost_squares, e.residual_squares AS residual_squares,
  e.touched AS touched, t.read_share AS read_share, t.was_read_share AS was_read_share, t.read_usd AS read_usd,
  t.write_fee_usd AS write_fee_usd, t.input_tokens AS input_tokens
FROM estimates AS e
INNER JOIN (
  SELECT environment, feature, choice, sum(r.input_tokens) AS input_tokens, sum(r.read_tokens) / input_tokens AS read_share,
    sum(r.was_read_tokens) / input_tokens AS was_read_share, sum(r.read_usd) AS read_usd, sum(r.write_fee_usd) AS write_fee_usd
  FROM {replayed:Identifier} AS r
  GROUP BY environment, feature, choice
) AS t ON t.environment = e.environment AND t.feature = e.feature AND t.choice = e.choice
ORDER BY environment, feature, choice

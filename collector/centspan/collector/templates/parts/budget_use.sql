-- What was used of each budget since its period began.
budget_use AS (
  SELECT b.id AS id, sum(r.usd) AS usd, sum(r.tokens) AS tokens, sum(r.calls) AS calls,
    sumIf(r.calls, r.usd IS NULL) AS unpriced_calls
  FROM budget_rows AS r
  ARRAY JOIN arrayFilter(b -> r.since >= if(b.kept = 'user_spend', toDateTime(b.first_day, 'UTC'), b.begins)
    AND @in_budget, periods) AS b
  GROUP BY id
)

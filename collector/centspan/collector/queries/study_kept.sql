-- Of how many calls of each feature is the text of the prompt kept, and what did they cost?
-- Of a study, from the day of {start} to the day of {end}.
SELECT environment, feature, count() AS calls, countIf(k.call != 0) AS kept, sumIf(usd, k.call != 0) AS kept_usd, sum(usd) AS cost_usd
FROM {study:Identifier} AS s
LEFT ANY JOIN (
  SELECT cityHash64(lower(hex(trace_id)), lower(hex(span_id))) AS call
  FROM call_content
  WHERE toDate(started_at) BETWEEN toDate({start:DateTime('UTC')}) AND toDate({end:DateTime('UTC')}) AND input_messages != ''
) AS k ON k.call = s.call
GROUP BY environment, feature
ORDER BY environment, feature

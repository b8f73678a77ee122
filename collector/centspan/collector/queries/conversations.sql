-- What does a conversation cost, and how many calls does it take?
-- From calls that say a session_id, of the last 24 hours of the range only: sessions stand in no index.
SELECT
  toUInt64(round(sum(s.weight))) AS conversations_count,
  sum(s.usd) / toDecimal128(nullIf(sumIf(s.weight, isNotNull(s.usd)), 0), 6) AS per_conversation_usd,
  sum(s.calls) / nullIf(sum(s.weight), 0) AS calls_per_conversation_count
FROM (
  SELECT session_id, max(c.weight) AS weight, sum(c.weight) AS calls,
    sum(if(c.weight = 1, c.effective_usd, toDecimal128(c.effective_usd * toDecimal64(c.weight, 6), 18))) AS usd
  FROM calls AS c
  WHERE counted AND session_id != '' AND in_last_day(environment, feature, team, model, tenant)
  GROUP BY session_id
) AS s

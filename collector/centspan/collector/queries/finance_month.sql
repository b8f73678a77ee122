-- What did calls between {start} and {end} come to, and since when are there any?
SELECT
  min(s.hour) AS first_hour,
  toUInt64(round(sum(s.calls))) AS calls,
  sum(s.effective_usd) AS effective_usd,
  toUInt64(round(sumIf(s.calls, isNull(s.effective_usd)))) AS unknown_calls
FROM priced(SELECT hour FROM spend) AS s

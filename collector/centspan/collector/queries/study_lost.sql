-- What did calls of each feature cost that failed or were given up?
SELECT environment, feature,
  countIf(status != 'ok' AND abandoned = 0 AND usd > 0) AS failed_calls,
  sumIf(usd, status != 'ok' AND abandoned = 0) AS failed_usd,
  countIf(abandoned = 1 AND usd > 0) AS abandoned_calls,
  sumIf(usd, abandoned = 1) AS abandoned_usd,
  countIf(request_fingerprint = 0) AS without_fingerprint,
  count() AS calls,
  sum(usd) AS cost_usd
FROM {study:Identifier}
GROUP BY environment, feature
ORDER BY environment, feature

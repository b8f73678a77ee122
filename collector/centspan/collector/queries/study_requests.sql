-- Of how many calls of each feature could a cache of answers tell that they are the same, and why not of the others?
SELECT environment, feature, count() AS calls,
  countIf(request_fingerprint = 0) AS without_fingerprint,
  countIf(request_fingerprint != 0 AND has_tools = 1) AS with_tools,
  countIf(request_fingerprint != 0 AND has_tools = 0 AND temperature > {most_temperature:Float64}) AS too_hot,
  countIf(request_fingerprint != 0 AND has_tools = 0 AND temperature IS NULL) AS temperature_unknown,
  calls - without_fingerprint - with_tools - too_hot AS eligible,
  uniqExactIf(fingerprint_key_id, request_fingerprint != 0) AS fingerprint_keys
FROM {study:Identifier}
GROUP BY environment, feature
ORDER BY environment, feature

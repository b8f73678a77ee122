-- The version of each service by the hour of `p`.
ASOF LEFT JOIN (
    SELECT environment, service, version, min(first_seen_at) AS began
    FROM service_versions
    GROUP BY environment, service, version
  ) AS v ON v.environment = p.environment AND v.service = p.service AND v.began <= p.hour

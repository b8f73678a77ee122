-- What a budget is limited to, as an alert's labels.
limits['environment'] AS environment, limits['feature'] AS feature, limits['tenant'] AS tenant, limits['team'] AS team,
  limits['user'] AS user, limits['model'] AS model, limits['route'] AS route

-- Whether a row of what was spent is within a budget's scope.
b.kept = r.kept
    AND (NOT mapContains(b.limits, 'environment') OR b.limits['environment'] = r.environment)
    AND (NOT mapContains(b.limits, 'feature') OR b.limits['feature'] = r.feature)
    AND (NOT mapContains(b.limits, 'route') OR b.limits['route'] = r.route)
    AND (NOT mapContains(b.limits, 'team') OR b.limits['team'] = r.team)
    AND (NOT mapContains(b.limits, 'model') OR b.limits['model'] = r.model)
    AND (NOT mapContains(b.limits, 'tenant') OR b.limits['tenant'] = r.tenant)
    AND (NOT mapContains(b.limits, 'user') OR b.limits['user'] = r.user)

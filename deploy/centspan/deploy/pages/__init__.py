"""Pages of the viewer's port that are no boards."""

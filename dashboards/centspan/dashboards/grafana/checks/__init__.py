"""What can be wrong with a dashboard's JSON and would show only once somebody opens it."""

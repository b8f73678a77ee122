"""`budgets.toml`: what may be spent, by whom, and who is told."""

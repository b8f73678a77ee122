"""What would have cost less, proven on the team's own calls."""

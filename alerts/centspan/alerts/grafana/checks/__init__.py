"""What stops Grafana from starting, or makes a rule say something else than it should: any mistake in a file."""

"""A simulated LLM provider on a loopback port: the only simulated thing in the demo."""

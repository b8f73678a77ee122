"""The demo: a simulated provider, sample apps against it, and 30 days of traffic with stories in it."""

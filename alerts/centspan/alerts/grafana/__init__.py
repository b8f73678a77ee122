"""The same rules as files that Grafana loads."""

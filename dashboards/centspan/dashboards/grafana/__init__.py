"""Boards as Grafana's classic dashboard JSON, which loads in Grafana 11, 12 and 13."""

"""Boards in a browser, without Grafana: pages, their scripts, and the answers they draw."""

"""What is committed for Grafana is what the rules are now."""

from pathlib import Path

import yaml

from centspan.alerts.grafana.checks.every import findings
from centspan.alerts.grafana.file import NAME, stale

FOLDER = Path(__file__).parents[3] / "alerts"


def test_the_file_is_current(built):
    """alerts/grafana-rules.yaml is what the rules are now; else run `centspan alerts build`."""
    assert stale(FOLDER, built) == []


def test_the_file_is_free_of_mistakes():
    """alerts/grafana-rules.yaml, as it stands, has no mistake that a check finds."""
    there = yaml.load((FOLDER / NAME).read_text("utf-8"), Loader=yaml.CSafeLoader)
    assert [str(found) for found in findings(there)] == []

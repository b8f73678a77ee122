"""Calls that no longer arrive."""

from typing import Final

from centspan.alerts.rule import Rule

TELEMETRY_SILENT: Final = Rule(
    id="telemetry_silent",
    title="No calls arrive",
    says="{scope} has sent no call for {observed} in which calls are usual",
    labels=("environment", "service"),
    unit="hours",
    values={"surprise": 14},
    board="pipeline",
)

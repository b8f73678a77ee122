"""Where an alert leads: the board at its time and filters, in the viewer or in Grafana, and its runbook."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import urlencode

from centspan.alerts.payload import utc
from centspan.collector.grafana import board_uid

COMMON: Final = ("environment", "feature", "team", "model")
BOARDS: Final[Mapping[str, tuple[str, ...]]] = {
    "overview": COMMON,
    "feature": COMMON,
    "efficiency": COMMON,
    "tenants": ("environment", "team", "tenant", "model"),
    "team": COMMON,
    "calls": (*COMMON, "tenant", "task_id", "user_id"),
    "savings": (),
    "pipeline": ("environment", "feature"),
}
"""Each board, and what of an alert's scope it can be limited to."""
LABELED: Final = {"task_id": "task", "user_id": "user"}
"""Boards' variables that alerts call otherwise."""
HOUR: Final = timedelta(hours=1)
SHORTEST: Final = 6 * HOUR
"""What a board shows at least, so that what is usual can be seen beside."""


@dataclass(frozen=True, slots=True)
class Places:
    """Where boards and runbooks are: the viewer's address, and Grafana's where boards are to open there."""

    viewer: str = ""
    grafana: str = ""
    runbooks: str = ""
    """Where runbooks are if not in the viewer; an address that a rule's id is appended to."""


def board_url(
    places: Places, board: str, labels: Mapping[str, str], since: datetime, until: datetime
) -> str:
    """The board's address with the hours around the time and the scope as filters; '' without a place."""
    begins, ends = _whole(since, until)
    named = {name: labels.get(LABELED.get(name, name), "") for name in BOARDS[board]}
    limits = {name: value for name, value in named.items() if value}
    if places.grafana:
        span = {"from": int(begins.timestamp() * 1000), "to": int(ends.timestamp() * 1000)}
        query = urlencode(span | {f"var-{name}": value for name, value in limits.items()})
        return f"{places.grafana.rstrip('/')}/d/{board_uid(board)}?{query}"
    if not places.viewer:
        return ""
    query = urlencode({"from": f"{begins:%FT%TZ}", "to": f"{ends:%FT%TZ}"} | limits)
    return f"{places.viewer.rstrip('/')}/boards/{board}?{query}"


def runbook_url(places: Places, rule: str) -> str:
    """The address of a rule's runbook; '' without a place."""
    if places.runbooks:
        return f"{places.runbooks.rstrip('/')}/{rule}"
    return f"{places.viewer.rstrip('/')}/runbooks/{rule}" if places.viewer else ""


def _whole(since: datetime, until: datetime) -> tuple[datetime, datetime]:
    ends = (utc(until) + HOUR - timedelta(microseconds=1)).replace(
        minute=0, second=0, microsecond=0
    )
    begins = min(utc(since), ends - SHORTEST).replace(minute=0, second=0, microsecond=0)
    return begins, ends

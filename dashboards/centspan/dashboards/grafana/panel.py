"""What all panels have in common, and which module draws which kind."""

from dataclasses import dataclass
from typing import Any, Final

from centspan.dashboards.board import Panel
from centspan.dashboards.grafana.links import number_link
from centspan.dashboards.grafana.names import SOURCE, panel_id
from centspan.dashboards.last_day import last_day

WRITTEN_FOR: Final = "11.6.0"
"""The Grafana whose options panels have; without it Grafana takes them for much older ones."""
LIMIT: Final = 25
"""Grafana's own limit of values where each row is one."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a panel stands on the board's grid."""

    x: int
    y: int
    width: int
    height: int

    def as_json(self) -> dict[str, int]:
        """As `gridPos`."""
        return {"x": self.x, "y": self.y, "w": self.width, "h": self.height}


def framed(panel: Panel, place: Place, kind: str, drawn: dict[str, Any]) -> dict[str, Any]:
    """A panel of Grafana's `kind` around what its own module has drawn."""
    return {
        "id": panel_id(panel.title),
        "type": kind,
        "title": titled(panel),
        "description": panel.description,
        "gridPos": place.as_json(),
        "datasource": SOURCE,
        "pluginVersion": WRITTEN_FOR,
        "links": [number_link(panel.number)],
        **drawn,
    }


def titled(panel: Panel) -> str:
    """The panel's title; behind it what its question leaves out of the reader's range."""
    told = last_day(panel.question)
    return f"{panel.title} ({told})" if told else panel.title


def reduced(fields: str = "", calc: str = "lastNotNull") -> dict[str, Any]:
    """One figure a field; `fields` is a pattern of names, empty for every number."""
    return {"calcs": [calc], "fields": fields, "values": False}

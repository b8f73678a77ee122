"""A board that says how each number is made: one panel for each section of the page."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from centspan.collector.grafana import board_uid
from centspan.dashboards.board import COLUMNS
from centspan.dashboards.grafana.dashboard import frame
from centspan.dashboards.grafana.names import NUMBERS, number_url, panel_id
from centspan.dashboards.grafana.panel import WRITTEN_FOR, Place

_SECTION: Final = re.compile(r"^## (.+)$", re.MULTILINE)
_LINK: Final = re.compile(r"\]\(#([\w-]+)\)")
_WIDE: Final = 150
"""About the characters of a line on a full screen."""


@dataclass(frozen=True, slots=True)
class Section:
    """One number's heading and what the page says of it, in Markdown."""

    title: str
    text: str


def sections(page: str) -> dict[str, Section]:
    """The sections of docs/how-numbers-are-made.md by their anchors."""
    parts = _SECTION.split(page)[1:]
    listed = [
        Section(title, text.strip()) for title, text in zip(parts[::2], parts[1::2], strict=True)
    ]
    return {_anchor(each.title): each for each in listed}


def numbers_board(listed: Mapping[str, Section]) -> dict[str, Any]:
    """The board that panels' links lead to."""
    panels: list[dict[str, Any]] = []
    y = 0
    for anchor, section in listed.items():
        place = Place(0, y, COLUMNS, _height(section.text))
        panels.append(_panel(anchor, section, place))
        y += place.height
    return frame(
        board_uid(NUMBERS),
        "How each number is made",
        "What every figure on the boards is made of.",
        annotations={"list": []},
        templating={"list": []},
        panels=panels,
    )


def _panel(anchor: str, section: Section, place: Place) -> dict[str, Any]:
    text = _LINK.sub(lambda found: f"]({number_url(found[1])})", section.text)
    return {
        "id": panel_id(anchor),
        "type": "text",
        "title": section.title,
        "gridPos": place.as_json(),
        "pluginVersion": WRITTEN_FOR,
        "options": {"mode": "markdown", "content": text},
        "fieldConfig": {"defaults": {}, "overrides": []},
    }


def _height(text: str) -> int:
    lines = sum(1 + len(line) // _WIDE for line in text.splitlines())
    return 3 + round(lines * 0.8)


def _anchor(heading: str) -> str:
    return re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-")

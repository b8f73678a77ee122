"""What a check found, and what checks look at."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Json = dict[str, Any]
"""A dashboard or a part of it."""
Check = Callable[[Json, Mapping[str, Json]], Iterator["Finding"]]
"""Looks at one dashboard, among all of them by uid."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong, where, and what was expected."""

    board: str
    where: str
    what: str

    def __str__(self) -> str:
        return (
            f"{self.board}: {self.where}: {self.what}"
            if self.where
            else f"{self.board}: {self.what}"
        )


def panels(board: Json) -> list[Json]:
    """The panels that show something: all but the rows' titles."""
    return [panel for panel in board["panels"] if panel["type"] != "row"]


def asking(board: Json) -> list[Json]:
    """The panels that ask the store."""
    return [panel for panel in panels(board) if panel["type"] != "text"]


def queries(board: Json) -> Iterator[tuple[str, Json]]:
    """Every query of a board, with what asks it."""
    for panel in panels(board):
        for target in panel.get("targets", ()):
            yield panel.get("title", ""), target
    for each in board["templating"]["list"]:
        if each["type"] == "query":
            yield f"variable {each['name']}", each["query"]
    for each in board["annotations"]["list"]:
        if "target" in each:
            yield f"annotation {each['name']}", each["target"]

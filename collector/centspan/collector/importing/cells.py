"""Reads the cells of one row and keeps every reason against it, so that a person sees all at once."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from centspan.collector.importing.values import NotThis

Readers = Mapping[str, Callable[[Any], Any]]
"""Field → what reads its cell, or raises NotThis."""
SHOWN: Final = 60


class Refused(Exception):
    """A row cannot be taken."""

    def __init__(self, *reasons: str) -> None:
        super().__init__("; ".join(reasons))
        self.reasons = reasons


class Cells:
    """The fields of one row, read: `said` has those that say what they should, `problems` the others."""

    __slots__ = ("problems", "said")

    def __init__(self, fields: Mapping[str, Any], readers: Readers) -> None:
        self.said: dict[str, Any] = {}
        self.problems: list[str] = []
        for field, value in fields.items():
            try:
                self.said[field] = readers[field](value)
            except NotThis as expected:
                self.problems.append(f"{field}: expected {expected}, found {shown(value)}")

    def check(self) -> None:
        """Raise Refused when anything could not be read."""
        if self.problems:
            raise Refused(*self.problems)


def shown(value: Any) -> str:
    """A cell, short enough for a message."""
    text = str(value)
    return repr(text if len(text) <= SHOWN else f"{text[:SHOWN]}…")

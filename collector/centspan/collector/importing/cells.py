"""Reads the cells of one row and keeps every reason against it, so that a person sees all at once."""

from collections.abc import Callable
from typing import Any, Final, TypeVar

from centspan.collector.importing.mapping import Fields
from centspan.collector.importing.values import NotThis

T = TypeVar("T")
SHOWN: Final = 60


class Refused(Exception):
    """A row cannot be taken."""

    def __init__(self, *reasons: str) -> None:
        super().__init__("; ".join(reasons))
        self.reasons = reasons


class Cells:
    """The fields of one row, read one by one."""

    __slots__ = ("fields", "problems")

    def __init__(self, fields: Fields) -> None:
        self.fields = fields
        self.problems: list[str] = []

    def read(self, field: str, reader: Callable[[Any], T], default: T) -> T:
        """What the field says, or `default` where it says nothing or something else."""
        value = self.fields.get(field)
        if value is None:
            return default
        try:
            return reader(value)
        except NotThis as expected:
            self.problems.append(f"{field}: expected {expected}, found {shown(value)}")
        return default

    def check(self) -> None:
        """Raise Refused when anything could not be read."""
        if self.problems:
            raise Refused(*self.problems)


def shown(value: Any) -> str:
    """A cell, short enough for a message."""
    text = str(value)
    return repr(text if len(text) <= SHOWN else f"{text[:SHOWN]}…")

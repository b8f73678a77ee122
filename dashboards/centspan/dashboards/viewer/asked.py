"""What a request asks for: a range, and the values its board's variables are limited to."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from starlette.datastructures import QueryParams

from centspan.collector.query import Query
from centspan.dashboards.board import Board
from centspan.dashboards.viewer.time_range import TimeRange, time_range
from centspan.instrumentation.errors import CentspanError

OWN: Final = ("from", "to", "grain", "search", "theme", "kiosk", "refresh")
"""What addresses carry beside variables."""
MOST_VALUES: Final = 500
LONGEST_VALUE: Final = 1000


@dataclass(frozen=True, slots=True)
class Asked:
    """A range and, by variable, the values chosen; no value is any."""

    range: TimeRange
    chosen: Mapping[str, tuple[str, ...]]

    def parameters(self, query: Query, values: Mapping[str, str | int]) -> dict[str, Any]:
        """What `query` is asked with; `values` are the panel's own and win.

        Raises CentspanError where a parameter is left without a value.
        """
        whole = {"start": self.range.start, "end": self.range.end, "grain": self.range.grain}
        offered: dict[str, Any] = {**whole, **self._limits(query), **values}
        given = {name: offered[name] for name in query.parameters if name in offered}
        missing = query.parameters.keys() - given.keys() - _lists(query)
        if missing:
            raise CentspanError(
                f"question {query.name} needs {', '.join(sorted(missing))}: "
                "give the panel a value, or the board a variable of that name"
            )
        return given

    @property
    def limited(self) -> set[str]:
        """The variables that have values chosen."""
        return {name for name, values in self.chosen.items() if any(values)}

    def followed_by(self, query: Query) -> set[str]:
        """The variables that `query` may be limited by."""
        return {name for name in self.chosen if {name, f"{name}s"} & query.parameters.keys()}

    def _limits(self, query: Query) -> dict[str, Any]:
        """Lists take every value chosen under their plural, texts the one under their own name."""
        limits: dict[str, Any] = {}
        for name, values in self.chosen.items():
            if f"{name}s" in _lists(query):
                limits |= {f"{name}s": list(values)} if values else {}
            elif query.parameters.get(name) == "String":
                limits[name] = values[0] if values else ""
        return limits


def _lists(query: Query) -> set[str]:
    return {name for name, kind in query.parameters.items() if kind == "Array(String)"}


def read(board: Board, params: QueryParams, now: datetime | None = None) -> Asked:
    """Read an address's query; raises CentspanError for what a board cannot be asked."""
    known = {variable.name: variable for variable in board.variables}
    for name in params:
        if name not in known and name not in OWN:
            expected = ", ".join((*known, *OWN[:3]))
            raise CentspanError(f"{name[:60]!r} is no variable of this board: expected {expected}")
    now = now or datetime.now(UTC)
    since, until = params.get("from", f"now-{board.since}"), params.get("to", "now")
    asked = time_range(since, until, now, params.get("grain", ""))
    return Asked(asked, {name: _values(name, params, many=known[name].many) for name in known})


def _values(name: str, params: QueryParams, *, many: bool) -> tuple[str, ...]:
    values = tuple(params.getlist(name))
    if len(values) > (MOST_VALUES if many else 1):
        raise CentspanError(
            f"{name} has {len(values)} values: expected at most {MOST_VALUES if many else 1}"
        )
    if any(len(value) > LONGEST_VALUE for value in values):
        raise CentspanError(f"{name} is longer than {LONGEST_VALUE} characters")
    return () if "*" in values and many else values

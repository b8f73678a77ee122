"""What a board is: rows of panels, each of which shows one question's answer.

Grafana (`grafana/`) and the viewer (`viewer/`) draw the same definitions. Units and labels come
from the names of an answer's columns (see `columns.py`), so that a panel says only what is its own.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

COLUMNS: Final = 24
"""Grid columns of a board, as in Grafana."""


@dataclass(frozen=True, slots=True)
class Variable:
    """A dimension that a reader may limit a board to, and the question that lists its values.

    `name` is singular (`feature`); a question's parameter of its plural takes the values chosen. One
    with `many=False` is a text that a question takes under the same name (`trace_id`).
    """

    name: str
    label: str
    question: str = ""
    many: bool = True


@dataclass(frozen=True, slots=True)
class Link:
    """Where a click on a row leads: a board with its variables set from the row's columns.

    A path that begins with `/` is the viewer's own page, `{column}` in it the row's value.
    """

    board: str
    variables: Mapping[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True, slots=True)
class Threshold:
    """From `value` on a figure has this colour; only thresholds are red."""

    value: float
    color: Literal["green", "yellow", "orange", "red"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """What every panel has. `number` is its anchor in docs/how-numbers-are-made.md."""

    title: str
    question: str
    values: Mapping[str, str | int] = field(default_factory=dict[str, str | int])
    description: str
    number: str
    empty: str
    width: int = 12
    height: int = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Stat(Panel):
    """One figure: `column` of the answer's one row, and how far it moved since `before`."""

    column: str
    before: str = ""
    up_is_bad: bool = True
    thresholds: tuple[Threshold, ...] = ()
    width: int = 4
    height: int = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Trend(Panel):
    """Lines over `time`: a line for each value of `series`, or for each figure without one.

    `goal` is a column that says where each line of `series` should be, dashed beside it where there is one.
    """

    series: str = ""
    goal: str = ""
    stacked: bool = False
    bars: bool = False
    thresholds: tuple[Threshold, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Pie(Panel):
    """Shares of a whole: `column` by `name`, the largest first, the rest as one slice."""

    name: str
    column: str
    link: Link | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Bars(Panel):
    """One bar for each `name`, by `column`, in the order of the answer; `signed` where some may be below zero."""

    name: str
    column: str
    signed: bool = False
    link: Link | None = None
    thresholds: tuple[Threshold, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Table(Panel):
    """Every column of the answer, in its order; `links` lead on from a column's cells."""

    links: Mapping[str, Link] = field(default_factory=dict[str, Link])
    thresholds: Mapping[str, tuple[Threshold, ...]] = field(
        default_factory=dict[str, tuple[Threshold, ...]]
    )
    width: int = 24


AnyPanel = Stat | Trend | Pie | Bars | Table


@dataclass(frozen=True, slots=True)
class Row:
    """Panels side by side under a title; they wrap where they do not fit."""

    title: str
    panels: tuple[AnyPanel, ...]


@dataclass(frozen=True, slots=True)
class Board:
    """One board. Its uid is the viewer's path (`/boards/<uid>`) and, with `centspan-` before it, Grafana's."""

    uid: str
    title: str
    description: str
    rows: tuple[Row, ...]
    variables: tuple[Variable, ...] = ()
    annotations: tuple[str, ...] = ("changes",)
    since: str = "24h"
    refresh: str = "1m"

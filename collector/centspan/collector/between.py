"""Rows of a rollup between two moments, with the columns that a question needs and no others.

Hours that begin from `start` until before `end`, by sealed days where these lie whole in between and
`grain`, the seconds of a reader's step, is of days or 0. Boards read what is rolled up, seconds behind
the calls; a reader who asks `live` gets dirty hours straight from the calls, at twice the time. Users
are known by day: every day that the time touches, whole. It is written into each question, as a
view of all columns would take the engine longer to plan than to read.
"""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

from centspan.collector.money_sql import piece, standing, unqualified
from centspan.collector.rollup_sql import (
    LATENCY,
    MEASURES,
    SPEND_DIMENSIONS,
    TENANT_DIMENSIONS,
    USER_DIMENSIONS,
    grouped,
    measured,
    selected,
)

DIMENSIONS: Final[dict[str, tuple[str, ...]]] = {
    "spend": SPEND_DIMENSIONS,
    "tenant_spend": TENANT_DIMENSIONS,
    "user_spend": USER_DIMENSIONS,
}
STANDING: Final = unqualified(standing("price_key", "time"))
"""Both layers' prices of a row."""
PIECE: Final = unqualified(piece("llm_calls.price_key", "toDateTime(started_at, 'UTC')"))


@dataclass(frozen=True, slots=True)
class Span:
    """The time a question reads; each moment and the grain are SQL."""

    start: str
    end: str
    grain: str
    cut: str = ""
    """A moment whose day is read by hours, so that a question can tell what lies before it."""

    def by_day(self) -> str:
        """Whether an hour lies in a day that is read whole."""
        whole = (
            f"({self.grain}) % 86400 = 0 AND hour >= toStartOfDay(({self.start}) + 86399)"
            f" AND hour < toStartOfDay({self.end})"
        )
        return f"({whole} AND toDate(hour) != toDate({self.cut}))" if self.cut else f"({whole})"


def between(source: str, named: set[str], span: Span, *, live: bool) -> str:
    """A subquery of the columns `named`, `standing` among them.

    A parameter of type Identifier may name any dimension.
    """
    measures = [name for name, _ in (*MEASURES, *LATENCY) if name in named]
    dimensions = DIMENSIONS[source]
    # `time` and `price_key` tell what stands; a question's own `time` is made from the hour.
    asked = {*named, "price_key", *(dimensions if "Identifier" in named else ())}
    columns = ["time", *(each for each in ("hour", "day", *dimensions) if each in asked)]
    filled = {
        "@columns": ", ".join([*columns, *measures]),
        "@rollup": source,
        "@selected": selected(dimensions),
        "@grouped": grouped(dimensions),
        "@measures": f", {measured(measures)}" if measures else "",
        "@piece": PIECE,
        "@by_day": span.by_day(),
        "@start": f"({span.start})",
        "@end": f"({span.end})",
    }
    by_hours = "between_live" if live else "between"
    text = _template("between_days" if source == "user_spend" else by_hours)
    for marker, value in filled.items():
        text = text.replace(marker, value)
    return (
        f"(SELECT *, {STANDING} AS standing FROM ({text}))" if "standing" in named else f"({text})"
    )


@cache
def _template(name: str) -> str:
    return files("centspan.collector").joinpath(f"templates/{name}.sql").read_text("utf-8")

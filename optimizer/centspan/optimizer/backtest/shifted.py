"""What a scope's calls had after the cut that they had not before: why a saving may not come as it was found."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from centspan.collector.query import load
from centspan.optimizer.proposal import Scope
from centspan.optimizer.study import Study

MUCH: Final = 0.25
"""By how much of itself an amount must change to be named; a share of the cost, by so much of all."""
MOST: Final = 0.5
"""Of a saving that one day of many has, from which it may be that day's alone."""
MANY: Final = 4
"""Days."""
TINY: Final = 1e-12


@dataclass(frozen=True, slots=True)
class Times:
    """A history cut in two."""

    start: datetime
    cut: datetime
    end: datetime

    @property
    def days(self) -> tuple[float, float]:
        """Of either part."""
        before, after = self.cut - self.start, self.end - self.cut
        return before.total_seconds() / 86400, after.total_seconds() / 86400


def shifts(whole: Study, times: Times, scope: Scope) -> Iterator[str]:
    """What changed, in words: how many calls, how long they are, what they cost, whose they are."""
    of = {name: scope.get(name, "") for name in ("environment", "feature", "model")}
    rows = whole.ask("backtest_shift", cut=times.cut, **of)
    if len(rows) == len(times.days):
        before, after = rows
        yield from _amounts(before, after, times.days)
    for row in whole.ask("backtest_mix", cut=times.cut, **of):
        if abs(row["after"] - row["before"]) >= MUCH:
            named = f"{row['dimension']} {row['name']}" if row["name"] else f"no {row['dimension']}"
            yield f"{named}: {row['before']:.0%} of its cost before, {row['after']:.0%} after"


def _amounts(
    before: Mapping[str, Any], after: Mapping[str, Any], days: tuple[float, float]
) -> Iterator[str]:
    yield from _amount("calls a day", before["calls"] / days[0], after["calls"] / days[1], ",.0f")
    for name, form in (("input_tokens", ",.0f"), ("output_tokens", ",.0f"), ("usd", ".2g")):
        told = name.replace("usd", "USD").replace("_", " ")
        was, now = (row[name] / row["calls"] for row in (before, after))
        yield from _amount(f"{told} a call", was, now, form)


def _amount(name: str, was: float, now: float, form: str) -> Iterator[str]:
    if abs(now - was) >= MUCH * max(was, TINY):
        yield f"{was:{form}} {name} before, {now:{form}} after"


def one_day(fit: Study, after: Study, scope: Scope) -> str:
    """The day that has most of a saving, where there are many; '' where none has."""
    of = {name: scope.get(name, "") for name in ("environment", "feature")}
    rows = load("plan_step").rows(fit.client, study=fit.table, after=after.table, **of)
    saved = sum(row["saved_usd"] for row in rows)
    if len(rows) < MANY or saved <= 0 or rows[0]["saved_usd"] < MOST * float(saved):
        return ""
    day = rows[0]["day"]
    share = float(rows[0]["saved_usd"] / saved)
    return f"{share:.0%} of what it saves before is of one day, {datetime(day.year, day.month, day.day, tzinfo=UTC):%Y-%m-%d}"

"""Writes `priced(…)` out: rollup rows summed first, and the sums multiplied by prices.

In a question, `FROM priced(SELECT feature FROM spend WHERE purpose = 'eval')` stands for rows of one
feature and one price each: every measure of the rollup summed, with `list_usd`, `effective_usd`,
`unseen_estimate_usd` and what says how far to trust them (`price_status`, `is_billed`,
`estimated_calls`, `no_usage_calls`). An amount is NULL where it is not known, so that sums over
features leave it out. Multiplying a sum in place of every row is exact, as money is tokens times a
price, and several times quicker.

Rows begin within {start} to {end}, by whole days where {grain} allows it (see between.py), and
are limited to the {environments}, {features}, … asked for; `['*']` stands for any, `(none)` for
calls without one. `FROM spend(since, until)` reads another range, `FROM spend(since, until, 3600)`
by another step. Behind these `unlimited` stands for all calls, whatever its reader limits, and
`cut X` reads the day of the moment X by hours, for questions that tell what lies before X.
Measures that the question does not name are left out.

A question about calls says `in_scope(environment, feature)` for the same limits, and
`in_last_day(environment, feature)` where it reads no more than the last 24 hours of the range too:
whole hours, which begin within it, as everywhere.
"""

import re
from collections.abc import Iterable
from typing import Final

from centspan.collector.between import Span, between
from centspan.collector.money_sql import (
    CACHED,
    OF_SUMS,
    Row,
    amounts,
    ids,
    unqualified,
)
from centspan.collector.rollup_sql import MEASURES
from centspan.instrumentation.errors import CentspanError

SCOPES: Final[dict[str, tuple[str, ...]]] = {
    "spend": ("environment", "feature", "team", "model"),
    "tenant_spend": ("environment", "team", "tenant", "model"),
    "user_spend": ("environment", "feature", "tenant", "model"),
}
"""Each source of questions, and the dimensions that its readers may limit."""

FLAGS: Final = {
    "is_cached": OF_SUMS.cached,
    "is_billed": OF_SUMS.billed,
    "is_unmeasured": OF_SUMS.unmeasured,
}
"""What keeps groups apart beside what a question names, where amounts are computed."""
SUMS: Final = {
    **{name: f"sum(s.{name})" for name, _ in MEASURES},
    "estimated_calls": "sumIf(s.calls, usage_source = 'estimated')",
    "no_usage_calls": f"sumIf(s.calls - s.errors, usage_source = 'none' AND NOT {CACHED})",
    "duration_us": "sum(s.duration_us)",
    "latency_bins": "sumMap(s.latency_bins)",
}
"""What a question may name of each group; the last two stand only beside `spend`."""
AMOUNTS: Final = {
    name: unqualified(how)
    for name, how in amounts(Row("is_cached", "is_billed", "is_unmeasured")).items()
}
"""What is computed of a group's sums."""

IDS: Final = f", {ids('standing')}"
_PRICED: Final = re.compile(r"priced\(")
_PARTS: Final = re.compile(
    r"SELECT (?P<dimensions>.+?)\s+FROM (?P<source>\w+)(?P<rest>\(.+|\s+WHERE .+)?", re.DOTALL
)
_START: Final = "{start:DateTime('UTC')}"
_END: Final = "{end:DateTime('UTC')}"
_GRAIN: Final = "{grain:UInt32}"
_LIMITED: Final = re.compile(r"\b(in_scope|in_last_day)\(([\w, ]+)\)")
# The hour of `started_at` stands in the primary key of calls, the moment itself behind the model.
_LAST_DAY: Final = (
    f"toStartOfHour(started_at) >= toStartOfHour(greatest({_START}, {_END} - 86400) + 3599)"
    f" AND toStartOfHour(started_at) < toStartOfHour({_END} + 3599)"
)
NOBODY: Final = "(none)"
"""How a reader names and limits to calls that say no feature, team, tenant, …"""


def write_out(sql: str, *, live: bool = False) -> str:
    """Return the question's text with every `priced(…)` written out; raises CentspanError for a bad one.

    `live` reads hours that are not settled straight from their calls.
    """
    named = _words(sql)
    while found := _PRICED.search(sql):
        end = _closing(sql, found.end())
        inner = sql[found.end() : end].strip()
        sql = sql[: found.start()] + _subquery(inner, named, live=live) + sql[end + 1 :]
    return _LIMITED.sub(_limit, sql)


def in_scope(dimensions: Iterable[str]) -> str:
    """The condition that limits dimensions to what a reader asks for."""
    return " AND ".join(
        f"(has({asked}, '*') OR {name} IN {asked} OR ({name} = '' AND has({asked}, '{NOBODY}')))"
        for name in dimensions
        for asked in (f"{{{name}s:Array(String)}}",)
    )


def _limit(found: re.Match[str]) -> str:
    scope = in_scope(re.findall(r"\w+", found[2]))
    return f"{_LAST_DAY} AND {scope}" if found[1] == "in_last_day" else scope


def _closing(sql: str, start: int) -> int:
    depth = 1
    for at in range(start, len(sql)):
        depth += {"(": 1, ")": -1}.get(sql[at], 0)
        if depth == 0:
            return at
    raise CentspanError(f"a question opens priced( and never closes it: {sql[start : start + 60]}…")


def _subquery(inner: str, named: set[str], *, live: bool) -> str:
    parts = _PARTS.fullmatch(inner)
    if not parts or parts["source"] not in SCOPES:
        raise CentspanError(
            f"priced({inner}) was expected to be SELECT dimensions FROM {' | '.join(SCOPES)} [WHERE …]"
        )
    source = parts["source"]
    span, where = _rest((parts["rest"] or "").strip())
    scope = "1" if "unlimited" in span[3:] else in_scope(SCOPES[source])
    where = f"{scope} AND ({where})" if where else scope
    asked = {name: how for name, how in AMOUNTS.items() if name in named}
    needed = named.union(*(_words(how) for how in asked.values()))
    sums = {name: how for name, how in {**FLAGS, **SUMS}.items() if name in needed}
    standing, both = (", standing", IDS) if asked or needed & _words(IDS) else ("", "")
    inside = f"{parts['dimensions']}{standing}{_list(sums)}"
    rows = between(source, _words(f"{inside} {where}"), _span(span), live=live)
    return f"""(
  SELECT *{both}{_list(asked)}
  FROM (
    SELECT {inside}
    FROM {rows} AS s
    WHERE {where}
    GROUP BY ALL
  )
)"""


def _words(sql: str) -> set[str]:
    return set(re.findall(r"\w+", sql))


def _list(columns: dict[str, str]) -> str:
    return "".join(f",\n    {how} AS {name}" for name, how in columns.items())


def _rest(rest: str) -> tuple[list[str], str]:
    """Of what stands behind the source: the parts of its own range, and its condition."""
    if not rest.startswith("("):
        return [], rest.removeprefix("WHERE ")
    end = _closing(rest, 1)
    return _parts(rest[1:end]), rest[end + 1 :].strip().removeprefix("WHERE ")


def _parts(listed: str) -> list[str]:
    depth, parts = 0, [""]
    for each in listed:
        depth += {"(": 1, ")": -1}.get(each, 0)
        if each == "," and depth == 0:
            parts.append("")
        else:
            parts[-1] += each
    return [part.strip() for part in parts]


def _span(said: list[str]) -> Span:
    cuts = [option.removeprefix("cut ") for option in said[3:] if option.startswith("cut ")]
    return Span(*[*said, *(_START, _END, _GRAIN)[len(said) :]][:3], *cuts)

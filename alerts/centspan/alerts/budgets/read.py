"""Reads `budgets.toml` (`docs/budgets.md`)."""

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any, Final, cast

from centspan.alerts.budgets import build
from centspan.alerts.budgets.build import Common
from centspan.alerts.budgets.entries import Said, entry
from centspan.alerts.budgets.lines import Place, of_entry, places
from centspan.alerts.budgets.model import BudgetsFile
from centspan.alerts.budgets.problem import BudgetsError, Problem
from centspan.alerts.budgets.tables import DEFAULTS, FILE, TABLES, Table
from centspan.alerts.outside import content
from centspan.instrumentation.errors import CentspanError

_BUILDERS: Final[Mapping[str, Callable[[Said, Common], Any]]] = {
    "channel": build.channel,
    "budget": build.budget,
    "goal": build.goal,
    "window": build.window,
    "silence": build.silence,
    "task_limit": build.task_limit,
    "token_budget": build.token_budget,
}
_TOP: Final = Table({**FILE, **dict.fromkeys(("defaults", *TABLES), lambda value: value)})


def read(path: Path) -> BudgetsFile:
    """Read a file of budgets.

    Raises BudgetsError with every problem and its line, CentspanError where there is no such file.
    """
    try:
        text = content(path).decode("utf-8-sig")
    except OSError as error:
        raise CentspanError(
            f"{path}: expected a readable file of budgets, found: {error.strerror}. Name another, or "
            "let `centspan alerts suggest` write a first one."
        ) from error
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        problem = Problem(
            line, "the file", "expected UTF-8, found another encoding; save it as UTF-8"
        )
        raise BudgetsError(path.name, [problem]) from None
    try:
        document = tomllib.loads(text, parse_float=Decimal)
    except ValueError as error:
        raise BudgetsError(path.name, [_not_toml(str(error), text)]) from None
    return _file(path, text, document)


def _not_toml(error: str, text: str) -> Problem:
    at = re.search(r"at line (\d+)", error)
    line = int(at[1]) if at else len(text.splitlines())
    return Problem(line, "the file", f"expected TOML, found: {error}; mend that line")


def _file(path: Path, text: str, document: Mapping[str, Any]) -> BudgetsFile:
    found = places(text)
    whole = Place("", 1, tuple(text.splitlines()))
    top, wrong = entry("the file", _TOP, document, whole)
    defaults, more = entry(
        "defaults", DEFAULTS, document.get("defaults", {}), of_entry(found, "defaults", 0, 1)
    )
    year = top.values.get("fiscal_year_starts")
    zone = top.values.get("timezone", "UTC")
    common = Common(zone, year, defaults.values, path.parent)
    listed = {table: tuple(_entries(table, document, found)) for table in TABLES}
    problems = [*wrong, *more, *_problems(listed, common)]
    if problems:
        raise BudgetsError(path.name, sorted(problems, key=lambda each: each.line or 0))
    built: dict[str, Any] = {
        f"{table}s": tuple(_BUILDERS[table](said, common) for said, _ in listed[table])
        for table in TABLES
    }
    who = {key: defaults.values.get(key, "") for key in ("owner", "channel")}
    return BudgetsFile(path.name, zone, year or "01-01", **built, **who)


def _entries(
    table: str, document: Mapping[str, Any], found: tuple[Place, ...]
) -> Iterator[tuple[Said, tuple[Problem, ...]]]:
    listed = document.get(table, [])
    if not isinstance(listed, list):
        place = of_entry(found, table, 0, 1)
        said = Said(table, {}, place)
        yield said, (said.problem("", f"expected a list of tables; write [[{table}]]"),)
        return
    entries = cast("list[object]", listed)
    for number, each in enumerate(entries):
        place = of_entry(found, table, number, len(entries))
        yield entry(f"{table} {number + 1}", TABLES[table], each, place)


def _problems(
    listed: Mapping[str, tuple[tuple[Said, tuple[Problem, ...]], ...]], common: Common
) -> Iterator[Problem]:
    for table, entries in listed.items():
        for said, problems in entries:
            yield from problems
            yield from build.problems(table, said, common)

"""`finance.toml`: what calls cost beside their bill, what they bring, and what hosting a model would cost."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, Final, cast

from centspan.instrumentation.errors import CentspanError
from centspan.optimizer.finance.hosting import SELF_HOSTED, Option
from centspan.optimizer.finance.hosting_file import HOSTING, options
from centspan.optimizer.finance.reading import Bad, flag, known, number, table
from centspan.optimizer.finance.roi import ValueStream
from centspan.optimizer.finance.self_hosting import Replica
from centspan.optimizer.finance.tco import CostLine

NAMED: Final = ("infrastructure", "quality", "operations", "set_up")
"""Tables of costs by any name, in USD a month (`set_up`: once)."""
FIXED: Final[Mapping[str, tuple[str, ...]]] = {
    "api": (
        *("queries_per_month", "input_tokens", "output_tokens"),
        *("usd_per_million_input", "usd_per_million_output"),
    ),
    "engineering": ("hours_per_month", "usd_per_hour"),
}
"""Tables with keys of their own."""


@dataclass(frozen=True, slots=True)
class ApiUse:
    """A month of calls that are not in the store: tokens of one query, USD a million tokens."""

    queries_per_month: Decimal
    input_tokens: Decimal
    output_tokens: Decimal
    usd_per_million_input: Decimal
    usd_per_million_output: Decimal

    @property
    def usd(self) -> Decimal:
        """The bill, in USD a month."""
        one = self.input_tokens * self.usd_per_million_input
        one += self.output_tokens * self.usd_per_million_output
        return self.queries_per_month * one / 1_000_000


@dataclass(frozen=True, slots=True)
class Finance:
    """What the file says; `api` and `replica` are None where it does not."""

    lines: tuple[CostLine, ...] = ()
    set_up_usd: Decimal = Decimal(0)
    streams: tuple[ValueStream, ...] = ()
    api: ApiUse | None = None
    replica: Replica | None = None
    hosting_operations_usd: Decimal = Decimal(0)
    hosting: tuple[Option, ...] = ()
    """Ways to have answers without the API: self-hosted, quantised, fine-tuned."""


def read(path: Path) -> Finance:
    """Read the file. Raises CentspanError that names the key, what was expected and what was found."""
    try:
        said = tomllib.loads(path.read_text("utf-8"), parse_float=Decimal)
    except FileNotFoundError:
        raise CentspanError(
            f"expected a finance file at {path}, found none: write one (`centspan tco --example`)"
        ) from None
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise CentspanError(f"expected {path} to be a readable TOML file, found: {error}") from None
    try:
        return _finance(said)
    except Bad as bad:
        raise CentspanError(f"{path}: {bad}") from None


def _finance(said: Mapping[str, Any]) -> Finance:
    known(said, (*NAMED, *FIXED, *HOSTING, "value"), "the file")
    tables = {name: table(said.get(name, {}), name) for name in (*NAMED, *FIXED)}
    hosting = options(said)
    own = next((each for each in hosting if each.kind == SELF_HOSTED), None)
    return Finance(
        lines=tuple(_lines(tables)),
        set_up_usd=sum((line.usd for line in _named(tables, "set_up")), Decimal(0)),
        streams=tuple(_streams(said.get("value", []))),
        api=ApiUse(**_numbers(tables["api"], "api")) if tables["api"] else None,
        replica=own.replica if own else None,
        hosting_operations_usd=own.fixed_usd if own else Decimal(0),
        hosting=hosting,
    )


def _lines(tables: Mapping[str, Mapping[str, Any]]) -> Iterator[CostLine]:
    yield from _named(tables, "infrastructure")
    if tables["engineering"]:
        hours = _numbers(tables["engineering"], "engineering")
        yield CostLine("engineering", "hours", hours["hours_per_month"] * hours["usd_per_hour"])
    yield from _named(tables, "quality")
    yield from _named(tables, "operations")


def _named(tables: Mapping[str, Mapping[str, Any]], group: str) -> Iterator[CostLine]:
    for name, value in tables[group].items():
        where = f"{group}.{name}"
        if isinstance(value, dict):
            held = table(value, where)
            known(held, ("usd", "scales"), where)
            yield CostLine(group, name, number(held.get("usd"), where), flag(held, where))
        else:
            yield CostLine(group, name, number(value, where))


def _streams(said: Any) -> Iterator[ValueStream]:
    if not isinstance(said, list):
        raise Bad(f"value: expected tables [[value]], found {said!r}")
    for place, each in enumerate(cast("list[Any]", said), 1):
        where = f"value {place}"
        held = table(each, where)
        known(held, ("name", "usd_per_month"), where)
        name = held.get("name")
        if not isinstance(name, str) or not name:
            raise Bad(f"{where}: expected name = a text in quotes, found {name!r}")
        yield ValueStream(name, number(held.get("usd_per_month"), f"{where}.usd_per_month"))


def _numbers(said: Mapping[str, Any], where: str) -> dict[str, Decimal]:
    keys = FIXED[where]
    known(said, keys, where)
    return {key: number(said.get(key), f"{where}.{key}") for key in keys}

"""A file of prices (`docs/prices.md`): the shipped corrections and the user's own are alike."""

import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from hashlib import sha256
from itertools import product
from pathlib import Path
from typing import Any, cast

from centspan.collector.prices.price_file_build import (
    alias,
    currency_rate,
    discount,
    hosted_prices,
    multiplier,
    prices,
)
from centspan.collector.prices.price_file_checks import check
from centspan.collector.prices.price_file_entries import (
    Alias,
    Discount,
    Multiplier,
    Price,
    Rate,
    Said,
)
from centspan.collector.prices.price_file_tables import LISTS, REQUIRED, SHOWN, TABLES
from centspan.instrumentation.errors import CentspanError


@dataclass(frozen=True, slots=True)
class PriceFile:
    """What one file says, in USD; `digest` tells two contents apart."""

    name: str
    digest: str
    prices: tuple[Price, ...] = ()
    aliases: tuple[Alias, ...] = ()
    discounts: tuple[Discount, ...] = ()
    multipliers: tuple[Multiplier, ...] = ()
    rates: tuple[Rate, ...] = ()


def read(path: Path) -> PriceFile:
    """Read a file of prices; raises CentspanError where it cannot be read or says what it may not."""
    try:
        content = path.read_bytes()
        document = tomllib.loads(content.decode("utf-8"), parse_float=Decimal)
    except OSError as error:
        raise CentspanError(
            f"{path}: expected a readable file of prices, found {error.strerror}. "
            "Name another with CENTSPAN_PRICES or --prices."
        ) from error
    except ValueError as error:
        raise CentspanError(f"{path}: expected TOML, found: {error}. Mend that line.") from error
    return _file(path.name, sha256(content).hexdigest()[:8], document)


def _file(name: str, digest: str, document: Mapping[str, Any]) -> PriceFile:
    said = {table: tuple(_entries(name, table, document.get(table, []))) for table in TABLES}
    for table in document:
        if table not in TABLES:
            raise CentspanError(
                f"{name}: expected tables {', '.join(f'[[{t}]]' for t in TABLES)}, found {table!r}. "
                "Correct its name or take it out."
            )
    check(name, said)
    rates = tuple(map(currency_rate, said["currency"]))
    return PriceFile(
        name,
        digest,
        tuple(
            price
            for table, build in (("price", prices), ("self_hosted", hosted_prices))
            for each in said[table]
            for price in _priced(name, build, each, rates)
        ),
        tuple(map(alias, said["alias"])),
        tuple(map(discount, said["discount"])),
        tuple(map(multiplier, said["multiplier"])),
        rates,
    )


def _priced(
    name: str,
    build: Callable[[Said, Sequence[Rate]], tuple[Price, ...]],
    said: Said,
    rates: Sequence[Rate],
) -> tuple[Price, ...]:
    try:
        return build(said, rates)
    except CentspanError as error:
        raise CentspanError(f"{name}: {error}") from None


def _entries(name: str, table: str, listed: Any) -> Iterator[Said]:
    if not isinstance(listed, list):
        raise CentspanError(
            f"{name}: {table}: expected a list of tables, found one. Write [[{table}]]."
        )
    for number, entry in enumerate(cast("list[Any]", listed), 1):
        if not isinstance(entry, Mapping):
            raise CentspanError(f"{name}: {table} {number}: expected a table under [[{table}]].")
        for each in _one_by_one(cast("Mapping[str, Any]", entry)):
            yield _entry(name, table, number, each)


def _one_by_one(entry: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """An entry that lists several providers, models, tiers or regions stands for one of each."""
    listed = [key for key in LISTS if isinstance(entry.get(key), list) and entry[key]]
    for chosen in product(*(entry[key] for key in listed)):
        yield {**entry, **dict(zip(listed, chosen, strict=True))}


def _entry(name: str, table: str, number: int, entry: Mapping[str, Any]) -> Said:
    shown = ", ".join(f'{key} = "{entry[key]}"' for key in SHOWN if key in entry)
    where = f"{table} {number}" + (f" ({shown})" if shown else "")
    for key in entry:
        if key not in TABLES[table]:
            raise CentspanError(
                f"{name}: {where}: expected the keys {', '.join(TABLES[table])}, found {key!r}. "
                "Correct its name or take it out."
            )
    for key in REQUIRED[table]:
        if key not in entry:
            nothing = "; where nothing is charged, write 0" if key in ("input", "output") else ""
            raise CentspanError(f"{name}: {where}: expected {key}, found none. Add it{nothing}.")
    return Said(where, {key: _value(name, where, table, key, entry[key]) for key in entry})


def _value(name: str, where: str, table: str, key: str, value: Any) -> Any:
    try:
        return TABLES[table][key](value)
    except ValueError as error:
        found = f'"{value}"' if isinstance(value, str) else value
        raise CentspanError(
            f"{name}: {where}: {key}: expected {error}, found {found}. Correct it."
        ) from error

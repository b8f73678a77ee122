"""Finds what a change of the book would move in dollars, before it is made."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal, localcontext
from importlib.resources import files
from typing import Any, Final

from centspan.collector.money_sql import OF_A_CALL, OF_SUMS, UNIT_COLUMNS
from centspan.collector.prices.close import closed_months
from centspan.collector.prices.moved import EXACT, ZERO, Moved
from centspan.collector.prices.row import PriceRow
from centspan.collector.prices.standing import Key, Standing, by_key, overlay
from centspan.instrumentation.attributes import UNITS

KEYS_A_QUERY: Final = 200
_Key = tuple[str, str, str, int]


@dataclass(frozen=True, slots=True)
class _Books:
    """Both layers of one key before and after."""

    before: tuple[Standing, Standing]
    after: tuple[Standing, Standing]


def moved(client: Any, stored: Sequence[PriceRow], added: Sequence[PriceRow]) -> tuple[Moved, ...]:
    """What rows `added` to those `stored` change for the calls that are stored, by feature and model.

    `stored` holds at least all rows of the keys of `added`, each key's in rising precedence.
    """
    keys = sorted({_plain(row) for row in added})
    concerned = set(keys)
    beneath = by_key(row for row in stored if _plain(row) in concerned)
    above = by_key(added)
    closed = {each.month for each in closed_months(client)}
    stood = {_plain(row) for row in stored}
    found: dict[tuple[str, str, str], Moved] = {}
    for start in range(0, len(keys), KEYS_A_QUERY):
        chunk = keys[start : start + KEYS_A_QUERY]
        rows = [row for each in (beneath, above) for row in _rows_of(chunk, each)]
        books = {key: _books(key, beneath, above) for key in chunk}
        for one in _each(client, chunk, rows, books, closed, stood):
            name = (one.provider, one.model, one.feature)
            found[name] = found[name].plus(one) if name in found else one
    return tuple(sorted(found.values(), key=lambda one: (-abs(one.difference), one.model)))


def _each(
    client: Any,
    keys: Sequence[_Key],
    rows: Sequence[PriceRow],
    books: dict[_Key, _Books],
    closed: set[date],
    stood: set[_Key],
) -> Iterator[Moved]:
    edges = sorted({each for row in rows for each in (row.valid_from, row.valid_to)})
    edges = _with_months(edges, closed)
    seconds = sorted({0, *(each for row in rows for each in (row.day_from, row.day_to))})
    parameters = {
        "keys": keys,
        "edges": [int(edge.timestamp()) for edge in edges],
        "day_edges": seconds,
    }
    for row in client.query(_statement(), parameters=parameters).result_rows:
        feature, provider, model, tier, band, piece, part, billed, calls, bills, *usage = row
        if piece == 0:
            continue
        day, second = edges[piece - 1], seconds[part - 1]
        one = _priced(books[provider, model, tier, band], day, second, usage)
        if billed:
            one = replace(one, effective_before=bills, effective_after=bills)
        one = replace(one, provider=provider, model=model, feature=feature, calls=calls)
        pinned = (provider, model, tier, band) in stood and day.date().replace(day=1) in closed
        yield _adjusted(one) if pinned else one


def _priced(books: _Books, day: datetime, second: int, usage: Sequence[Any]) -> Moved:
    amounts: list[Decimal | None] = []
    for listed, agreed in (books.before, books.after):
        price = listed(day, second)
        amounts += [_amount(price, usage), _amount(agreed(day, second) or price, usage)]
    return Moved("", "", "", 0, amounts[0], amounts[2], amounts[1], amounts[3])


def _adjusted(one: Moved) -> Moved:
    """In a closed month spend stays as it is."""
    return Moved(one.provider, one.model, one.feature, calls=one.calls, adjusted_usd=one.difference)


def _amount(row: PriceRow | None, usage: Sequence[Any]) -> Decimal | None:
    if row is None:
        return None
    with localcontext(EXACT):
        return sum((p * u for p, u in zip(row.prices, usage, strict=True) if u), ZERO)


def _with_months(edges: Sequence[datetime], closed: Iterable[date]) -> list[datetime]:
    """Cut at the months, too, so that no piece is half closed."""
    months = [datetime(month.year, month.month, 1, tzinfo=UTC) for month in closed]
    ends = [datetime(m.year + m.month // 12, m.month % 12 + 1, 1, tzinfo=UTC) for m in months]
    return sorted({*edges, *months, *ends})


def _books(
    key: _Key, beneath: dict[Key, list[PriceRow]], above: dict[Key, list[PriceRow]]
) -> _Books:
    layers = (Key(*key), Key(*key, kind="contract"))
    before = [beneath.get(layer, []) for layer in layers]
    after = [rows + above.get(layer, []) for rows, layer in zip(before, layers, strict=True)]
    return _Books((overlay(before[0]), overlay(before[1])), (overlay(after[0]), overlay(after[1])))


def _rows_of(keys: Sequence[_Key], book: dict[Key, list[PriceRow]]) -> Iterator[PriceRow]:
    for key in keys:
        yield from book.get(Key(*key), [])
        yield from book.get(Key(*key, kind="contract"), [])


def _plain(row: PriceRow) -> _Key:
    return row.provider, row.model, row.service_tier, row.context_band


def _statement() -> str:
    sql = files("centspan.collector").joinpath("prices/moved.sql").read_text("utf-8")
    filled = {
        "@sums": ", ".join(f"sum(found.{name})" for name in UNIT_COLUMNS),
        "@columns": ", ".join(UNIT_COLUMNS),
        "@weighted": ", ".join(map(_weighted, UNIT_COLUMNS)),
        "@unmeasured_sums": OF_SUMS.unmeasured,
        "@unmeasured_call": OF_A_CALL.unmeasured,
    }
    for marker, text in filled.items():
        sql = sql.replace(marker, text)
    return sql


def _weighted(column: str) -> str:
    if column in UNITS:
        return f"sum(toDecimal128({column} * toDecimal128(weight, 6), 6))"
    return f"toUInt64(round(sum({column} * weight)))"

"""What the same tokens would have cost elsewhere: another model's prices, or another tier's, by day."""

from collections.abc import Generator, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from centspan.collector.prices.listing import Unknown
from centspan.collector.prices.look_up import look_up
from centspan.collector.prices.price_line import paid
from centspan.collector.prices.row import PRICED, Name, PriceRow
from centspan.optimizer.study import Study

COLUMNS: Final = (
    *("provider", "model", "service_tier", "context_band", "choice", "valid_from"),
    *PRICED,
)


@dataclass(frozen=True, slots=True)
class Offer:
    """Calls of `of` in one context band, priced as `instead`; `choice` is what the offer is called."""

    of: Name
    context_band: int
    choice: str
    instead: Name
    input_times: Decimal = Decimal(1)
    """Tokens of input that it takes for one of these calls'."""
    output_times: Decimal = Decimal(1)


@dataclass(frozen=True, slots=True)
class Offers:
    """The prices of offers, in a table of the study's store; `unknown` has no price there at all."""

    table: str
    unknown: tuple[Offer, ...]


@contextmanager
def offered(study: Study, offers: Iterable[Offer]) -> Generator[Offers]:
    """Put the prices of these offers beside the study, for as long as it is asked about them.

    A contract's price goes before a list price, as on a bill; an assumed price is none. What is cheaper at some times of the
    day is offered at its price at noon UTC.
    """
    table = f"{study.table}_offers"
    study.client.command(
        _CREATE.format(table=table, prices=", ".join(f"{p} Decimal(38, 18)" for p in PRICED))
    )
    try:
        unknown: list[Offer] = []
        rows: list[tuple[object, ...]] = []
        for offer in offers:
            found = list(_rows(offer, study))
            rows += found
            if not found:
                unknown.append(offer)
        if rows:
            study.client.insert(table, rows, column_names=COLUMNS)
        yield Offers(table, tuple(unknown))
    finally:
        study.client.command(f"DROP TABLE IF EXISTS {table}")


_CREATE: Final = """
CREATE TABLE {table} (
  provider LowCardinality(String), model LowCardinality(String), service_tier LowCardinality(String),
  context_band UInt32, choice LowCardinality(String), valid_from DateTime64(6, 'UTC'), {prices}
) ENGINE = MergeTree ORDER BY (provider, model, service_tier, context_band, choice, valid_from)
"""


def _rows(offer: Offer, study: Study) -> Iterator[tuple[object, ...]]:
    listed = look_up(offer.instead, study.sources)
    if isinstance(listed, Unknown):
        return
    rows = [row for row in listed if row.context_band == offer.context_band and not row.assumed]
    edges = {study.start, *(edge for row in rows for edge in (row.valid_from, row.valid_to))}
    for edge in sorted(edge for edge in edges if study.start <= edge < study.end):
        if row := paid(rows, edge.replace(hour=12) if edge.hour < 12 else edge):
            key = (offer.of.provider, offer.of.model, offer.of.service_tier, offer.context_band)
            yield (*key, offer.choice, edge, *_scaled(offer, row))


def _scaled(offer: Offer, row: PriceRow) -> Iterator[Decimal]:
    for name, price in zip(PRICED, row.prices, strict=True):
        made = name in ("output", "reasoning")
        times = offer.output_times if made else offer.input_times
        yield round(price * times, 18)

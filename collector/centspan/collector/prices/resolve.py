"""Prices what calls have shown and the book lacks."""

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any, Final

from centspan.collector.prices import book
from centspan.collector.prices.row import Name, PriceRow
from centspan.collector.prices.sources import Sources, load_sources

AT_MOST: Final = 200
"""Names looked up in one pass; a flood of made-up names waits for the next."""


@dataclass(frozen=True, slots=True)
class ResolveResult:
    """Names one pass looked up, how many of them it priced, and how many no source knows."""

    new_names: int = 0
    priced: int = 0
    unknown: int = 0


def resolve(client: Any, sources: Sources | None = None) -> ResolveResult:
    """Price every name with calls that the book lacks, as one new version.

    Without `sources`: genai-prices and the shipped corrections. Safe to run again and twice at once; an idle pass is one small query. What the price source does
    not know is remembered in `price_misses` and stays unpriced until the sources change.
    """
    sources = sources or load_sources()
    missing = client.query(
        files("centspan.collector").joinpath("prices/missing.sql").read_text("utf-8"),
        parameters={"source": sources.id, "at_most": AT_MOST},
    ).result_rows
    return _price(client, missing, sources) if missing else ResolveResult()


def _price(client: Any, missing: Sequence[Sequence[Any]], sources: Sources) -> ResolveResult:
    # Here and not above: loading the price source is for those who have something to price.
    from centspan.collector.prices.look_up import look_up

    rows: list[PriceRow] = []
    priced: list[Name] = []
    unknown: list[tuple[Name, str]] = []
    for provider, model, service_tier, bands in missing:
        name = Name(provider, model, service_tier)
        found = look_up(name, sources)
        if isinstance(found, tuple):
            rows += (row for row in found if row.context_band not in bands)
            priced.append(name)
        else:
            unknown.append((name, found.reason))
    if unknown:
        _remember(client, unknown, sources.id)
    if rows:
        book.append(
            client, rows, reason="resolved", what=_in_words(priced), added_by="centspan resolver"
        )
    return ResolveResult(len(missing), len(priced), len(unknown))


def _remember(client: Any, unknown: Sequence[tuple[Name, str]], source: str) -> None:
    client.insert(
        "price_misses",
        [
            [name.provider, name.model, name.service_tier, source, reason]
            for name, reason in unknown
        ],
        column_names=["provider", "model", "service_tier", "source", "reason"],
    )


def _in_words(names: Sequence[Name]) -> str:
    return ", ".join(" ".join(filter(None, (n.provider, n.model, n.service_tier))) for n in names)

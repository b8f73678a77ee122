"""What the calls cost by list price: exact, and by another way than the store's SQL."""

from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from centspan.collector.prices.look_up import look_up
from centspan.collector.prices.row import PRICED, Name, PriceRow
from centspan.collector.prices.sources import load_sources
from centspan.deploy.demo.backfill.arrivals import SECOND
from centspan.deploy.demo.backfill.calls import Calls, Flags, Floats, Ints
from centspan.deploy.demo.backfill.consequences import CHARACTERS_PER_TOKEN, Consequences
from centspan.deploy.demo.backfill.features import FEATURES
from centspan.deploy.demo.backfill.models import MODELS
from centspan.instrumentation.spellings import CONTEXT_EDGES

QUANTUM = 10**18
"""The price book's smallest part of a dollar: a price is a whole number of them."""


@dataclass(frozen=True, slots=True)
class Cost:
    """Of each call, in QUANTUM-ths of a dollar; 0 where it is not priced."""

    amount: Ints
    priced: Flags

    def usd(self, rows: Flags) -> Decimal:
        """The sum over some calls."""
        return Decimal(sum(self.amount[rows].tolist())) / QUANTUM


def list_cost(calls: Calls, follows: Consequences) -> Cost:
    """Price every call as the price source lists it at that moment."""
    cheaper = np.array([feature.tier != "" for feature in FEATURES])[calls.feature]
    tiered = cheaper & ~calls.standard
    edges = np.array((0, *CONTEXT_EDGES))
    band = edges[np.searchsorted(edges[1:], follows.input, side="left")]
    amount = np.zeros(len(calls), np.int64)
    priced = np.zeros(len(calls), np.bool_)
    sources = load_sources()
    for number, model in enumerate(MODELS):
        for tier in {FEATURES[f].tier for f in np.unique(calls.feature[tiered])} | {""}:
            own = (calls.model == number) & (tiered == (tier != ""))
            rows = look_up(Name(model.provider, model.name, tier), sources) if own.any() else ()
            for row in rows if isinstance(rows, tuple) else ():
                fits = own & (band == row.context_band) & _stands(row, calls.started)
                amount[fits] = _amounts(row, follows)[fits]
                priced |= fits
    return Cost(amount, priced)


def rough_usd(calls: Calls) -> Floats:
    """About what each call would cost in dollars, were no prompt cached: what stories are sized by."""
    sources = load_sources()
    prompt, answer = np.zeros(len(MODELS)), np.zeros(len(MODELS))
    for number, model in enumerate(MODELS):
        rows = look_up(Name(model.provider, model.name, ""), sources)
        small = [row for row in rows if not row.context_band] if isinstance(rows, tuple) else []
        if small:
            prices = dict(zip(PRICED, map(float, small[-1].prices), strict=True))
            prompt[number] = prices["uncached_input"]
            answer[number] = prices["output"] + model.thinks * prices["reasoning"]
    tools = np.array([sum(feature.tools) for feature in FEATURES]) // CHARACTERS_PER_TOKEN
    fixed = calls.system + tools[calls.feature]
    return (fixed + calls.rest) * prompt[calls.model] + calls.output * answer[calls.model]


def _stands(row: PriceRow, started: Ints) -> Flags:
    second = started // SECOND
    of_day = second % 86_400
    in_time = (second >= row.valid_from.timestamp()) & (second < row.valid_to.timestamp())
    in_day = (of_day >= row.day_from) & (of_day < row.day_to)
    next_day = of_day + 86_400 < row.day_to
    return in_time & (in_day | next_day)


def _amounts(row: PriceRow, follows: Consequences) -> Ints:
    price = {bucket: int(usd * QUANTUM) for bucket, usd in zip(PRICED, row.prices, strict=True)}
    return (
        follows.uncached * price["uncached_input"]
        + follows.read * price["cache_read"]
        + follows.written * price["cache_write_5m"]
        + follows.output * price["output"]
        + follows.reasoning * price["reasoning"]
    )

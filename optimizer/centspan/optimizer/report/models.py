"""The models that were judged for each feature: how good, and at what price."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from operator import itemgetter
from statistics import fmean, stdev
from typing import Any, Final

from centspan.collector.prices.sources import Sources
from centspan.optimizer.finance.model_prices import named, prices_at
from centspan.optimizer.finance.pareto import Configuration, placed
from centspan.optimizer.finance.scenarios import Price
from centspan.optimizer.interval import NORMAL
from centspan.optimizer.routing.material import BESIDES
from centspan.optimizer.study import Study

FEWEST: Final = 10
"""Judged answers below which a mean score says nothing."""
A_THOUSAND: Final = 1000


@dataclass(frozen=True, slots=True)
class Judged:
    """A model's answers to one feature's requests; `usd` is of a thousand answers."""

    model: str
    score: float
    reach: float
    """Half of the 95 % interval of the mean score."""
    answers: int
    usd: Decimal
    in_use: bool
    beaten_by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """One feature's judged models, the cheapest first."""

    feature: str
    models: tuple[Judged, ...]


def comparisons(study: Study) -> tuple[Comparison, ...]:
    """Every feature with two judged models or more whose price is known, by name.

    A model costs what its judged answers' tokens cost at its price as the study ends, nothing read from a cache.
    """
    used = {
        (row["feature"], row["model"]): row["provider"] for row in study.ask("study_feature_models")
    }
    scores = study.ask(
        "study_scores", start=study.start, end=study.end, metric="", besides=list(BESIDES)
    )
    price = prices_at(study.end, study.sources)
    found = []
    for feature, rows in groupby(scores, key=itemgetter("feature")):
        known = [
            each
            for model, own in groupby(
                sorted(rows, key=itemgetter("model")), key=itemgetter("model")
            )
            for each in [
                _judged(model, list(own), used.get((feature, model), ""), study.sources, price)
            ]
            if each
        ]
        if len(known) > 1:
            found.append(_compared(feature, known, used))
    return tuple(found)


def _judged(
    model: str, rows: list[Mapping[str, Any]], provider: str, sources: Sources, price: Price
) -> tuple[Configuration, float, int] | None:
    name = named(f"{provider}/{model}" if provider else model, sources)
    tokens = _mean(row["input_tokens"] for row in rows), _mean(row["output_tokens"] for row in rows)
    if name is None or None in tokens or len(rows) < FEWEST:
        return None
    each = [price(name, 0, bucket) for bucket in ("uncached_input", "output")]
    usd = sum(
        (
            cost * Decimal(str(round(count or 0, 3)))
            for cost, count in zip(each, tokens, strict=True)
            if cost
        ),
        Decimal(0),
    )
    scores = [row["score"] for row in rows]
    quality = Decimal(str(round(fmean(scores), 6)))
    reach = NORMAL * stdev(scores) / math.sqrt(len(scores))
    return Configuration(model, usd * A_THOUSAND, quality), reach, len(rows)


def _compared(
    feature: str, known: list[tuple[Configuration, float, int]], used: Mapping[tuple[str, str], str]
) -> Comparison:
    judged = {one.name: (reach, count) for one, reach, count in known}
    return Comparison(
        feature,
        tuple(
            Judged(
                each.configuration.name,
                float(each.configuration.quality),
                *judged[each.configuration.name],
                each.configuration.usd,
                (feature, each.configuration.name) in used,
                each.beaten_by,
            )
            for each in placed([one for one, *_ in known])
        ),
    )


def _mean(values: Iterable[float]) -> float | None:
    known = [value for value in values if not math.isnan(value)]
    return sum(known) / len(known) if known else None

"""Finds a model's prices in the client's price list; nothing is loaded before the first call.

The order is the store's: the named provider's own list, then, for LiteLLM and unnamed providers,
the provider that the model's name tells, then the maker of models that run nowhere without
being billed by or like it.
"""

import json
import re
from collections.abc import Iterator
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Final

from centspan.instrumentation.pricing.names import (
    CLOSED,
    PREFIXED,
    RENAMED,
    candidate_names,
    provider_id,
    told_provider,
)
from centspan.instrumentation.pricing.tariff import Tariff, tariff

_COMPACT_DATE: Final = re.compile(r"(-)(20\d{2})(0[1-9]|1[0-2])([0-2]\d|3[01])(?!\d)")


@lru_cache(maxsize=1024)
def find(provider: str, model: str) -> Tariff | None:
    """Return the prices of `model` as `provider` serves it, None where the source knows neither."""
    if not model:
        return None
    listed = _price_list()
    if (served_by := provider_id(provider)) in listed:
        meant = RENAMED.get((served_by, model.lower()), model)
        return _among(candidate_names(meant), (served_by, *listed[served_by]["fallback"]))
    return _by_its_name(provider, model) or _by_maker(provider, model)


def _by_its_name(provider: str, model: str) -> Tariff | None:
    served_by, rest = told_provider(model)
    listed = _price_list()
    if provider not in PREFIXED or served_by not in listed:
        return None
    return _among(candidate_names(rest), (served_by, *listed[served_by]["fallback"]))


def _by_maker(provider: str, model: str) -> Tariff | None:
    for candidate in candidate_names(model):
        maker = _maker(candidate.lower())
        open_to_strangers = maker in CLOSED or not provider
        if maker and open_to_strangers and (found := _among((candidate,), (maker,))):
            return found
    return None


def _among(models: tuple[str, ...], providers: tuple[str, ...]) -> Tariff | None:
    listed = _price_list()
    for spelling in _spellings(models):
        for provider in providers:
            for clause, history in listed[provider]["models"]:
                if _matches(clause, spelling):
                    return tariff(history)
    return None


def _spellings(models: tuple[str, ...]) -> Iterator[str]:
    """Each name, then with its date in dashes: gateways write dates without."""
    for model in models:
        name = model.lower()
        yield name
        if (dashed := _COMPACT_DATE.sub(r"\1\2-\3-\4", name)) != name:
            yield dashed


def _maker(model: str) -> str:
    for provider, facts in _price_list().items():
        if facts["maker_of"] is not None and _matches(facts["maker_of"], model):
            return provider
    return ""


def _matches(clause: Any, model: str) -> bool:
    if isinstance(clause, str):
        return model == clause
    if isinstance(clause, list):
        return any(_matches(each, model) for each in clause)
    (kind, wanted), *_ = clause.items()
    match kind:
        case "and":
            return all(_matches(each, model) for each in wanted)
        case "starts_with":
            return model.startswith(wanted.lower())
        case "ends_with":
            return model.endswith(wanted.lower())
        case "contains":
            return wanted.lower() in model
        case _:
            return re.search(wanted, model) is not None


@cache
def _price_list() -> dict[str, Any]:
    with Path(__file__).with_name("list_prices.json").open(encoding="utf-8") as file:
        return json.load(file)["providers"]

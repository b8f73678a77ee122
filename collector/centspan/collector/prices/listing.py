"""Finds what the price source lists for a provider and model as spans name them.

In this order, and the first hit stands:
1. the named provider's own list, trying the model's name as it is, then its variants
   (`pricing/names.py`): prefixes, version marks and dates taken off;
2. no provider, or LiteLLM: the provider that the name tells (`azure/gpt-4o`, a name of Bedrock's);
3. no provider, or one the source does not know (a gateway, a proxy): the maker whose naming the model
   follows, assumed. A stranger may serve open weights at any price, so only makers whose models
   nobody else can run (`CLOSED`) are tried for it.
A provider the source knows but whose list lacks the model is not looked up elsewhere: azure
deployment names and brand-new models stay unpriced until the source or an override names them.
"""

from dataclasses import dataclass

from genai_prices.data_snapshot import DataSnapshot, find_provider_by_id, get_snapshot
from genai_prices.types import ModelInfo, Provider

from centspan.instrumentation.pricing.names import (
    CLOSED,
    PREFIXED,
    candidate_names,
    provider_id,
    told_provider,
)


@dataclass(frozen=True, slots=True)
class Listing:
    """A model's prices in the source; `note` says how it was found, where not by its own name."""

    model: ModelInfo
    note: str = ""
    assumed: bool = False


@dataclass(frozen=True, slots=True)
class Unknown:
    """Why nothing was found."""

    reason: str


def find(provider: str, model: str) -> Listing | Unknown:
    """Look up `model` as `provider` serves it, both as on spans."""
    snapshot = get_snapshot()
    if not model:
        return Unknown("the span names no model")
    known = _provider(snapshot, provider)
    if known is not None:
        return _listed(snapshot, known, model) or Unknown(f"{known.id} lists no such model")
    return _by_its_name(snapshot, provider, model) or _by_maker(snapshot, provider, model)


def _provider(snapshot: DataSnapshot, name: str) -> Provider | None:
    return find_provider_by_id(snapshot.providers, provider_id(name)) if name else None


def _listed(snapshot: DataSnapshot, provider: Provider, model: str) -> Listing | None:
    for candidate in candidate_names(model):
        if found := provider.find_model(candidate, all_providers=snapshot.providers):
            same = model.lower().endswith(candidate.lower())
            return Listing(found, "" if same else f"listed as {candidate}", assumed=not same)
    return None


def _by_its_name(snapshot: DataSnapshot, provider: str, model: str) -> Listing | None:
    told, rest = told_provider(model)
    named = _provider(snapshot, told) if provider in PREFIXED else None
    return _listed(snapshot, named, rest) if named else None


def _by_maker(snapshot: DataSnapshot, provider: str, model: str) -> Listing | Unknown:
    stranger = f"provider {provider!r} is not in the price source" if provider else "no provider"
    for candidate in candidate_names(model):
        maker = _maker(snapshot, candidate)
        if maker is None or (provider and maker.id not in CLOSED):
            continue
        if found := maker.find_model(candidate):
            return Listing(found, f"{stranger}; the price of {maker.id}", assumed=True)
    return Unknown(stranger)


def _maker(snapshot: DataSnapshot, model: str) -> Provider | None:
    return next(
        (
            provider
            for provider in snapshot.providers
            if provider.model_match is not None and provider.model_match.is_match(model.lower())
        ),
        None,
    )

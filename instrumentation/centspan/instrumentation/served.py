"""Who served a call, with which model, in which tier and region, as a span tells it."""

from functools import lru_cache
from typing import Final

from centspan.instrumentation.dialects import Attributes, text
from centspan.instrumentation.places import (
    BY_HOST,
    BY_REQUEST,
    HOSTS,
    NO_REGIONS,
    PROVIDERS,
    REGIONS,
    TIERS,
)
from centspan.instrumentation.spellings import STANDARD_TIERS

_REMEMBERED: Final = 256


def provider(attributes: Attributes) -> str:
    """Return the provider in the conventions' spelling; in small letters where it is unknown."""
    return named(text(attributes, "provider"), text(attributes, "host"))


@lru_cache(_REMEMBERED)
def named(said: str, host: str) -> str:
    """Return the conventions' name of a provider that a span calls `said`, at `host`."""
    low = said.lower()
    name = PROVIDERS.get(low, low)
    if name not in BY_HOST or not host:
        return name
    known = (found for end, found in HOSTS if f".{host}".endswith(f".{end}"))
    return next(known, name)


def model(attributes: Attributes) -> str:
    """Return the model whose price holds: of the answer, or as it was asked for."""
    if provider(attributes) in BY_REQUEST and (asked := text(attributes, "request_model")):
        return asked
    return text(attributes, "model")


def tier(attributes: Attributes) -> str:
    """Return `tier`, `tier@region` or `@region`; '' for the standard tier where no region counts."""
    region = text(attributes, "region")
    return with_region(text(attributes, "service_tier"), region, text(attributes, "host"))


@lru_cache(_REMEMBERED)
def with_region(said: str, region: str, host: str) -> str:
    """Return a tier with the region: the one that is named, else the host's."""
    if "@" in said:
        return said
    low = said.lower()
    name = "" if low in STANDARD_TIERS else TIERS.get(low, low)
    where = _plain(region) or region_of(host)
    return f"{name}@{where}" if where else name


def region_of(host: str) -> str:
    """Return the region in a host's name, '' where it has none that may change a price."""
    for before, after in REGIONS:
        if host.startswith(before) and host.endswith(after):
            return _plain(host[len(before) : -len(after)])
    return ""


def _plain(region: str) -> str:
    return "" if region.lower() in NO_REGIONS else region.lower()

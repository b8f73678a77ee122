"""Which entries of price files are about a name, and which of several is about it most.

An entry's provider is compared as spans and the price source spell it; `google` means Gemini's API and
Vertex AI, `gcp.vertex_ai` only the latter. Its model is compared, capitals or not, with the name on
the span, with that name without path, Bedrock region and version marks, and with what the price
source lists it as: all names of one listed model share an entry, a dated snapshot that is listed by
itself does not.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from fnmatch import translate
from functools import lru_cache
from typing import Final

from centspan.collector.prices.listing import Listing
from centspan.collector.prices.price_file_entries import Scope
from centspan.instrumentation.pricing.names import provider_id, undecorated_names
from centspan.instrumentation.spellings import STANDARD_TIERS

PLATFORMS: Final = (
    frozenset({"gcp.vertex_ai", "vertex_ai", "vertexai", "google_vertexai"}),
    frozenset({"gcp.gemini", "gemini"}),
)
"""Spellings of one platform where the price source knows only the company."""
WILD: Final = re.compile(r"[*?]")


@dataclass(frozen=True, slots=True)
class Subject:
    """A name on spans as entries are compared with it: (provider, names of the model) in any of which."""

    identities: tuple[tuple[str, tuple[str, ...]], ...]
    tier: str = ""
    region: str = ""


def tier_and_region(service_tier: str) -> tuple[str, str]:
    """Split `tier@region`; the standard tier is ''."""
    tier, _, region = service_tier.partition("@")
    return "" if tier.lower() in STANDARD_TIERS else tier, region.lower()


def identity(provider: str, model: str, listing: Listing | None) -> tuple[str, tuple[str, ...]]:
    """Return a provider and all names that its `model` goes by."""
    listed = [listing.model.id.lower()] if listing else []
    return provider, tuple(dict.fromkeys([*map(str.lower, undecorated_names(model)), *listed]))


Rank = tuple[int, ...]
"""Higher is more particular: a region that is named, a name without wildcards, its letters."""


def rank(scope: Scope, subject: Subject) -> Rank | None:
    """Say how particularly `scope` means `subject`; None where it does not."""
    if scope.region is not None and not _fits(scope.region, (subject.region,)):
        return None
    if not any(
        _same_provider(scope.provider, provider) and _fits(scope.model, names)
        for provider, names in subject.identities
    ):
        return None
    tier = int(scope.tier is not None)
    return (*_exact(scope.region or "*"), *_exact(scope.provider), *_exact(scope.model), tier)


def same_tier(scope: Scope, tier: str) -> bool:
    """Say whether an entry is about a tier; one that names no tier is about all."""
    return scope.tier is None or scope.tier == tier.lower()


def _exact(pattern: str) -> tuple[int, int]:
    return int(WILD.search(pattern) is None), len(WILD.sub("", pattern))


def _fits(pattern: str, names: Iterable[str]) -> bool:
    return any(map(_compiled(pattern).match, names))


@lru_cache(maxsize=4096)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(translate(pattern))


def _same_provider(wanted: str, provider: str) -> bool:
    plain = provider.strip().lower()
    if WILD.search(wanted) or wanted == plain:
        return _fits(wanted, (plain, provider_id(plain)))
    platform = next((names for names in PLATFORMS if wanted in names), None)
    if platform is not None:
        return plain in platform
    return provider_id(wanted) == provider_id(plain)

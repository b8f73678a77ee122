"""Spans that an SDK makes itself of calls which an adapter of ours records: theirs do not count."""

from collections.abc import Mapping
from typing import Any, Final

REASON: Final = "same_call"

_scopes: Final[dict[str, tuple[str, frozenset[str]]]] = {}


def supersede(scope: str, attribute: str, values: frozenset[str]) -> None:
    """From now on a span of `scope` whose `attribute` is one of `values` repeats a call of ours."""
    _scopes[scope] = (attribute, values)


def is_superseded(scope: str, attributes: Mapping[str, Any]) -> bool:
    """Say whether a span repeats a call of ours."""
    known = _scopes.get(scope)
    return known is not None and attributes.get(known[0]) in known[1]

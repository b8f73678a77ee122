"""What a scope is about, in words, and which rollup can say what it cost."""

from collections.abc import Mapping
from typing import Final
from urllib.parse import quote

from centspan.alerts.budgets.model import DIMENSIONS, Scope

ROLLUPS: Final[Mapping[str, tuple[str, ...]]] = {
    "spend": ("environment", "feature", "team", "model", "route"),
    "tenant_spend": ("environment", "tenant", "team", "model"),
    "user_spend": ("environment", "feature", "tenant", "user", "model"),
}
"""Each rollup, cheapest first, and the dimensions it keeps; users are kept by whole days of UTC."""


def in_words(scope: Scope) -> str:
    """A scope as people read it."""
    return ", ".join(f"{name} {scope[name]}" for name in scope) or "everything"


def as_key(scope: Scope) -> str:
    """A scope as part of an id: the same for the same scope, whatever the order it is written in."""
    said = sorted((name, quote(scope[name], safe="")) for name in scope)
    return ",".join(f"{name}={value}" for name, value in said)


def rollup(scope: Scope) -> str | None:
    """The rollup that knows what a scope costs; None where none keeps all its dimensions."""
    return next((name for name, kept in ROLLUPS.items() if scope.keys() <= set(kept)), None)


def within(inner: Scope, outer: Scope) -> bool:
    """Whether every call of `inner` is one of `outer`."""
    return outer.items() <= inner.items()


def matches(scope: Scope, row: Mapping[str, str]) -> bool:
    """Whether calls of these dimensions are in the scope."""
    return all(scope[name] == row[name] for name in DIMENSIONS if name in scope)

"""What is compared before and after a proposal of each lever: units of work, and what tells their kinds apart."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

Unit = Literal["call", "request", "answer"]
"""What the change makes no fewer of: calls; distinct requests, where it makes calls fewer; or calls that are judged."""
UNITS: Final[Mapping[str, Unit]] = {
    "retry": "request",
    "cache_exact": "request",
    "cache_semantic": "request",
    "sample": "answer",
}
CHANGES: Final[Mapping[str, tuple[str, ...]]] = {
    "route": ("model",),
    "cascade": ("model",),
    "self_host": ("model",),
    "batch": ("tier",),
}
"""What the change itself moves calls between, so that it is no mix of theirs."""


@dataclass(frozen=True, slots=True)
class Compared:
    """How a proposal's calls are compared; no `models`: all of its scope."""

    unit: Unit
    changes: tuple[str, ...]
    models: tuple[str, ...]


def compared(lever: str, scope: Mapping[str, str], do: Mapping[str, Any]) -> Compared:
    """What is compared of a lever's proposal: a change of models concerns those that it names."""
    changes = CHANGES.get(lever, ())
    usual = (scope["model"],) if "model" in scope else ()
    named = tuple(_texts(do.values())) if usual and "model" in changes else ()
    models = tuple(sorted({*usual, *named}))
    return Compared(UNITS.get(lever, "call"), changes, models)


def _texts(values: Iterable[Any]) -> Iterable[str]:
    for value in values:
        if isinstance(value, str):
            yield value
        elif isinstance(value, list | tuple):
            yield from _texts(value)  # pyright: ignore[reportUnknownArgumentType]  (parsed JSON)

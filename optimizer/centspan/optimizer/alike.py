"""What was not proposed for the same reason, told once."""

from collections.abc import Iterable
from dataclasses import dataclass

from centspan.optimizer.proposal import Declined, Scope


@dataclass(frozen=True, slots=True)
class Alike:
    """One lever's reason, and every scope that it holds of."""

    lever: str
    why: str
    scopes: tuple[Scope, ...]


def alike(declined: Iterable[Declined]) -> tuple[Alike, ...]:
    """Each reason once, by lever; those of few scopes first, as they say most."""
    known: dict[tuple[str, str], list[Scope]] = {}
    for each in declined:
        known.setdefault((each.lever, each.why), []).append(each.scope)
    levers = list(dict.fromkeys(lever for lever, _ in known))
    every = [Alike(lever, why, tuple(scopes)) for (lever, why), scopes in known.items()]
    return tuple(sorted(every, key=lambda each: (levers.index(each.lever), len(each.scopes))))

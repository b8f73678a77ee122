"""Which proposals a joint plan carries out, and why not the others."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from centspan.instrumentation.errors import CentspanError
from centspan.optimizer.lever import Lever, Replayable
from centspan.optimizer.proposal import Evidence, Proposal

NOT_REPLAYED: Final[Mapping[Evidence, str]] = {
    "replayed": "its lever cannot be replayed on calls",
    "experiment": "it needs an experiment first",
    "assumed": "its saving is assumed",
}


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A proposal that is not part of the plan, and why."""

    proposal: Proposal
    why: str


@dataclass(frozen=True, slots=True)
class Chosen:
    """Proposals in the order of their levers, and those that are left out."""

    proposals: tuple[Proposal, ...]
    left_out: tuple[LeftOut, ...]
    adopted: tuple[Proposal, ...] = ()
    """Those that are done already: carried out before the first, and no part of what the plan saves."""


NOTHING: Final = Chosen((), ())


def best(
    proposals: Iterable[Proposal], levers: Sequence[Lever], adopted: Iterable[Proposal] = ()
) -> Chosen:
    """All that were replayed; of two that exclude one another on the same scope the one that saves more.

    What was `adopted` comes first: it is carried out beneath the plan, and what excludes it is left out.
    """
    able = {lever.id for lever in levers if isinstance(lever, Replayable)}
    done = [each for each in adopted if _replayed(each, able)]
    taken: list[Proposal] = []
    left_out: list[LeftOut] = []
    for each in sorted(proposals, key=lambda each: (-each.saving_usd, each.id)):
        if why := _why_not(each, able, done, taken):
            left_out.append(LeftOut(each, why))
        else:
            taken.append(each)
    return Chosen(_in_order(taken, levers), tuple(left_out), _in_order(done, levers))


def _why_not(
    each: Proposal, able: Collection[str], done: Iterable[Proposal], taken: Iterable[Proposal]
) -> str:
    if not _replayed(each, able):
        return NOT_REPLAYED[each.evidence]
    if rival := next((one for one in done if exclude(one, each)), None):
        return f"not together with {rival.id}, which was adopted"
    if rival := next((one for one in taken if exclude(one, each)), None):
        return f"not together with {rival.id}, which saves more"
    return ""


def _replayed(each: Proposal, able: Collection[str]) -> bool:
    return each.evidence == "replayed" and each.lever in able


def named(proposals: Sequence[Proposal], levers: Sequence[Lever], ids: Collection[str]) -> Chosen:
    """Those of these ids, or beginnings of ids. Raises CentspanError for one that is not found or excludes another."""
    taken = {found.id: found for id_ in ids for found in [_one(proposals, id_)]}
    for one in taken.values():
        for other in taken.values():
            if one is not other and exclude(one, other):
                raise CentspanError(
                    f"expected proposals that can stand together, found {one.id} and {other.id}: leave one out"
                )
    return Chosen(_in_order(taken.values(), levers), ())


def exclude(one: Proposal, other: Proposal) -> bool:
    """Whether both cannot be done on some call."""
    apart = {
        name
        for name in one.scope.keys() & other.scope.keys()
        if one.scope[name] != other.scope[name]
    }
    return not apart and (one.lever in other.excludes or other.lever in one.excludes)


def _in_order(proposals: Iterable[Proposal], levers: Sequence[Lever]) -> tuple[Proposal, ...]:
    """Of the same lever's, what calls are moved from goes before what they are moved to, so that none is moved twice."""
    every = tuple(proposals)
    place = {lever.id: number for number, lever in enumerate(levers)}
    return tuple(
        sorted(
            every,
            key=lambda each: (
                place[each.lever],
                _moves_after(each, every),
                sorted(each.scope.items()),
                each.id,
            ),
        )
    )


def _moves_after(each: Proposal, every: Iterable[Proposal]) -> int:
    """How many moves there are from where it moves its calls to."""
    sources = {_of(other, other.scope["model"]): other for other in every if "model" in other.scope}
    count, at = 0, each
    while (after := sources.get(_of(at, at.do.get("model")))) and count < len(sources):
        count, at = count + 1, after
    return count


def _of(each: Proposal, model: Any) -> tuple[Any, ...]:
    return each.scope.get("environment"), each.scope.get("feature"), model


def _one(proposals: Sequence[Proposal], id_: str) -> Proposal:
    found = [each for each in proposals if each.id.startswith(id_)]
    if len(found) != 1:
        known = ", ".join(each.id for each in proposals) or "none"
        raise CentspanError(
            f"expected the id of one proposal of these calls ({known}), found {id_!r}"
        )
    return found[0]

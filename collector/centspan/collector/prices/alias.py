"""Names that stand for another model: deployments, inference profiles, fine-tunes."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from centspan.collector.prices.overlay_match import Subject, identity, rank
from centspan.collector.prices.price_file_entries import Alias
from centspan.collector.prices.row import ALWAYS, FOREVER, Name
from centspan.collector.prices.sources import Sources


@dataclass(frozen=True, slots=True)
class Target:
    """What a name stands for from `starts` until before `ends`; `note` says by whose word."""

    starts: datetime
    ends: datetime
    provider: str
    model: str
    note: str = ""


def targets(name: Name, sources: Sources) -> tuple[Target, ...]:
    """Return what `name` stands for at any time: itself, where no file says otherwise.

    The user's file goes before the shipped one, a particular entry before one with wildcards. An
    alias is followed once, never from alias to alias.
    """
    found = list(_matching(name, sources))
    edges = {ALWAYS, FOREVER, *(e for _, a in found for e in (a.scope.starts, a.scope.ends))}
    ordered = sorted(edges)
    return tuple(_target(name, found, starts, ends) for starts, ends in pairwise(ordered))


def _matching(name: Name, sources: Sources) -> Iterator[tuple[str, Alias]]:
    subject = Subject((identity(name.provider, name.model, None),))
    for file in reversed(sources.files):
        ranked = [(rank(each.scope, subject), each) for each in file.aliases]
        fitting = [(r, each) for r, each in ranked if r is not None]
        for _, each in sorted(fitting, key=lambda pair: pair[0], reverse=True):
            yield file.name, each


def _target(name: Name, found: list[tuple[str, Alias]], starts: datetime, ends: datetime) -> Target:
    for file, each in found:
        if each.scope.starts <= starts < each.scope.ends:
            note = f"{each.provider} {each.model}, says {file}"
            return Target(starts, ends, each.provider, each.model, note)
    return Target(starts, ends, name.provider, name.model)

"""How much of a prompt's meaning its shorter form keeps, from 0 to 1."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Protocol

from centspan.optimizer.compression.facts import facts
from centspan.optimizer.compression.prompt import Prompt
from centspan.optimizer.plugged import plugged

OWN: Final = "facts"


class Judge(Protocol):
    """Judges a shorter prompt against the whole one."""

    @property
    def says(self) -> str:
        """What its figure is, and what it is not."""
        ...

    def quality(self, before: Prompt, after: Prompt) -> Decimal:
        """From 0, nothing is left, to 1."""
        ...


@dataclass(frozen=True, slots=True)
class FactsKept:
    """The share of a prompt's facts (figures, names, identifiers, what is forbidden) that are still in it."""

    says: str = "the share of figures, names, identifiers and prohibitions that are left: a proxy, not the quality of answers"

    def quality(self, before: Prompt, after: Prompt) -> Decimal:
        """The share of facts that are left; 1 where there were none."""
        stated = frozenset[str]().union(*(facts(piece.text) for piece in before))
        if not stated:
            return Decimal(1)
        left = " ".join("\n".join(piece.text for piece in after).casefold().split())
        return Decimal(sum(each in left for each in stated)) / len(stated)


def judge(said: str) -> Judge:
    """Ours, or what `module:name` names. Raises CentspanError where there is none, or it cannot judge."""
    return FactsKept() if said == OWN else plugged(said, "quality", "a judge")

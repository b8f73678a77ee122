"""Whether a hit gives the right answer: by labels where there are any, else by the answers that were given."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from centspan.optimizer.compression.facts import facts
from centspan.optimizer.compression.units import words
from centspan.optimizer.semantic.bound import upper_bound
from centspan.optimizer.semantic.requests import Request

ALIKE = 0.6
"""The share of two answers' facts and words that they must have in common to be the same answer."""


@dataclass(frozen=True, slots=True)
class Verdicts:
    """What is known of the hits at one threshold."""

    threshold: float
    requests: int
    hits: int
    judged: int
    """Hits of which both requests carry a label."""
    wrong: int
    compared: int
    """Hits of which both answers are kept."""
    unlike: int
    """Of those, the ones whose answers differ: a guess at what is wrong."""
    bound: float
    """The rate of wrong hits at the most, with 95 % confidence over all thresholds tried."""

    @property
    def hit_rate(self) -> float:
        """Hits of all requests."""
        return self.hits / self.requests if self.requests else 0.0

    @property
    def false_hit_rate(self) -> float | None:
        """Wrong ones of the judged hits; None where none was judged."""
        return self.wrong / self.judged if self.judged else None


def verdicts(
    requests: Sequence[Request], found: Mapping[int, int], threshold: float, doubt: float
) -> Verdicts:
    """Judge the hits at one threshold."""
    pairs = [(requests[one], requests[other]) for one, other in found.items()]
    judged = [one.label != other.label for one, other in pairs if one.label and other.label]
    compared = [
        not answers_alike(one.answer, other.answer)
        for one, other in pairs
        if one.answer and other.answer
    ]
    return Verdicts(
        threshold,
        len(requests),
        len(pairs),
        len(judged),
        sum(judged),
        len(compared),
        sum(compared),
        upper_bound(sum(judged), len(judged), doubt),
    )


def answers_alike(one: str, other: str) -> bool:
    """Whether two answers say the same as far as their facts and words show."""
    return all(
        not (left or right) or len(left & right) / len(left | right) >= ALIKE
        for left, right in (
            (facts(one), facts(other)),
            (frozenset(words(one)), frozenset(words(other))),
        )
    )

"""What a lever is: one way to spend less, tried on the calls that were made."""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from typing import Protocol, runtime_checkable

from centspan.optimizer.proposal import Declined, Proposal
from centspan.optimizer.study import Study


class Lever(Protocol):
    """One lever.

    - Its thresholds are its fields, and nothing else decides.
    - It changes nothing but its own working tables, and says the same of the same study.
    - It tells of every scope it looked at: a proposal, or why there is none.
    """

    @property
    def id(self) -> str:
        """Its name: the kind of its policies, its page in docs/levers, its label on boards."""
        ...

    def examine(self, study: Study) -> Iterator[Proposal | Declined]:
        """Look for what would have cost less."""
        ...


@runtime_checkable
class Replayable(Lever, Protocol):
    """A lever whose proposals can be carried out on the calls that were made."""

    def apply(self, study: Study, proposal: Proposal) -> AbstractContextManager[Study]:
        """Carry one of its proposals out: the study as it would have been, dropped in the end.

        What it costs less, of the study that was examined, is what the proposal saves.
        """
        ...

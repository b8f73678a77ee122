"""Calls as columns: one row a call, numbers that point into the cast."""

from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

NONE = -1
FINE, RATE_LIMITED, SERVER_ERROR, TIMED_OUT, ABANDONED = range(5)
"""How a call ended; the last two used tokens."""


@dataclass(frozen=True, slots=True)
class Calls:
    """What was asked for, before anything follows from it.

    Times are nanoseconds since the epoch, sizes tokens; `task` is NONE where there is none, and
    `chain` names the conversation whose turns each extend the one before. Two calls of one
    `content`, model and prompt version are the same request.
    """

    feature: Ints
    environment: Ints
    model: Ints
    tenant: Ints
    user: Ints
    route: Ints
    task: Ints
    step: Ints
    started: Ints
    chain: Ints
    content: Ints
    rest: Ints
    """Input behind system prompt and tools."""
    history: Ints
    """How much of `rest` is earlier turns."""
    system: Ints
    """System prompt of this prompt version."""
    extra_tools: Ints
    """Tool definitions beyond the feature's own."""
    called: Ints
    """Which of the feature's tools the answer calls, or NONE."""
    output: Ints
    ending: Ints
    attempts: Ints
    difficulty: Floats
    shift: Floats
    """What a story adds to the quality of the answer."""
    stream: Flags
    marked: Flags
    """The app asks the provider to cache the prompt's beginning, where it has to be asked."""
    standard: Flags
    """Served at standard price although the feature's tier is cheaper."""
    story: Ints
    """Bit set: the stories this call belongs to, by their position in STORIES."""

    def __len__(self) -> int:
        return len(self.feature)

    def take(self, rows: Any) -> "Calls":
        """The rows that an index or a mask picks."""
        return Calls(**{each.name: getattr(self, each.name)[rows] for each in fields(self)})

    def where(self, rows: Flags, **columns: Any) -> "Calls":
        """The same calls with `columns` changed in `rows`; values are whole columns or single."""
        changed = {
            name: np.where(rows, value, getattr(self, name)).astype(getattr(self, name).dtype)
            for name, value in columns.items()
        }
        return replace(self, **changed)

    def also(self, other: "Calls") -> "Calls":
        """These calls and others."""
        return Calls(
            **{
                each.name: np.concatenate([getattr(self, each.name), getattr(other, each.name)])
                for each in fields(self)
            }
        )

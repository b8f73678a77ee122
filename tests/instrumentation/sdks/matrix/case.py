"""One thing an app does with an SDK, and what must be measured of it."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any

from fake_llm.server import FakeLLM

from matrix import truth

EXACT = "exact, $"
GUESSED = "estimate, $"
GAVE_UP = "estimate, $, abandoned"


@dataclass(frozen=True)
class Case:
    """`run` does it with the app's client; `gets` is the cell that must be measured.

    `plans` change the scenarios of the first requests, `env` the environment; one that is slow,
    or cannot be undone, runs `once`: not on random numbers as well.
    """

    row: str
    run: Callable[[Any], object]
    gets: str = EXACT
    plans: tuple[Mapping[str, Any], ...] = ({},)
    reads: truth.Truth | None = None
    model: truth.Model | None = None
    env: tuple[tuple[str, str], ...] = ()
    once: bool = False


@dataclass(frozen=True)
class Column:
    """An SDK: how an app opens it on the local provider, how its wire counts, its cases."""

    distribution: str
    module: str
    model: truth.Model
    reads: truth.Truth
    opened: Callable[[Any, FakeLLM], AbstractContextManager[Any]]
    cases: tuple[Case, ...]
    title: str = ""

    @property
    def name(self) -> str:
        """What the page calls it, and only it."""
        return self.title or self.distribution


TIMED_OUT: tuple[Mapping[str, Any], ...] = ({"delay": 1.5}, {})
"""The first attempt is answered too late, also on a machine that is busy."""
TIMEOUT = 0.7
RETRIED: tuple[Mapping[str, Any], ...] = ({"status": 429}, {"status": 429}, {})
LIMITED: tuple[Mapping[str, Any], ...] = ({"status": 429},)
TOOLS: tuple[Mapping[str, Any], ...] = ({"tools": (("get_weather", "{}"),)},)
UNPRICED: tuple[Mapping[str, Any], ...] = ({"model": "model-of-next-year"},)
EVERY_MODEL = "unknown model"

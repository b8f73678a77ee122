"""What follows from the calls: tokens by bucket, times, quality, outcomes."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from centspan.deploy.demo.backfill.arrivals import MINUTE, Period
from centspan.deploy.demo.backfill.calls import (
    ABANDONED,
    FINE,
    NONE,
    RATE_LIMITED,
    SERVER_ERROR,
    TIMED_OUT,
    Calls,
    Flags,
    Floats,
    Ints,
)
from centspan.deploy.demo.backfill.durations import durations, first_token
from centspan.deploy.demo.backfill.features import FEATURES
from centspan.deploy.demo.backfill.mixing import Words, mix, unit
from centspan.deploy.demo.backfill.models import MODELS
from centspan.deploy.demo.backfill.prompt_cache import cached
from centspan.deploy.demo.backfill.quality import answers
from centspan.deploy.demo.backfill.releases import Releases
from centspan.deploy.demo.backfill.tools import extra_characters
from centspan.instrumentation.usage import UsageSource

CHARACTERS_PER_TOKEN = 4
PROVIDER, ESTIMATED, NO_USAGE = range(3)
"""Where the counts come from; positions in SOURCES."""
SOURCES: tuple[UsageSource, ...] = ("provider", "estimated", "none")
UNREPORTED_SHARE = 0.012
"""Streams of OpenAI's whose usage nobody asked for: the client estimates it."""
UNKNOWN_OUTCOME_SHARE = 0.18
NOTICED_SHARE = 0.9
"""Of the tasks whose answer is bad, how many are known to have failed."""


@dataclass(frozen=True, slots=True)
class Consequences:
    """Columns beside those of Calls; tokens are exclusive, times nanoseconds."""

    version: Ints
    prefix: Words
    """Identifies tools and system prompt."""
    fixed: Ints
    """Tokens of tools and system prompt."""
    uncached: Ints
    read: Ints
    written: Ints
    output: Ints
    reasoning: Ints
    source: Ints
    first_token: Ints
    duration: Ints
    quality: Floats

    @property
    def input(self) -> Ints:
        """All input tokens."""
        return self.uncached + self.read + self.written


def in_order(calls: Calls) -> Calls:
    """The calls by time; ties by content, so that the order depends on nothing else."""
    return calls.take(np.lexsort((calls.content, calls.started)))


def consequences(calls: Calls, releases: Releases) -> Consequences:
    """Work out what follows; `calls` are in order."""
    version = releases.versions(calls)
    tools = np.array([sum(feature.tools) for feature in FEATURES])[calls.feature]
    extra = np.array([extra_characters(count) for count in range(calls.extra_tools.max() + 1)])
    fixed = calls.system + (tools + extra[calls.extra_tools]) // CHARACTERS_PER_TOKEN
    prefix = mix(calls.feature, version, calls.system, calls.extra_tools)
    whole = fixed + calls.rest
    source = _source(calls)
    from_cache = cached(calls, fixed, whole, prefix)
    counted = source != NO_USAGE
    known = source == PROVIDER
    read = np.where(known, from_cache.read, 0)
    written = np.where(known, from_cache.written, 0)
    output = np.where(counted, _said(calls), 0)
    thinks = np.array([model.thinks for model in MODELS])[calls.model]
    thought = reasoning(output, thinks, calls.content)
    return Consequences(
        version=version,
        prefix=prefix,
        fixed=fixed,
        uncached=np.where(counted, whole - read - written, 0),
        read=read,
        written=written,
        output=output,
        reasoning=np.where(known, thought, 0).astype(np.int64),
        source=source,
        first_token=first_token(calls),
        duration=durations(calls),
        quality=answers(calls),
    )


def _source(calls: Calls) -> Ints:
    """Refused calls used nothing; what broke off is estimated from what was seen of it."""
    names_usage_first = np.array([model.provider == "anthropic" for model in MODELS])[calls.model]
    openai = np.array([model.provider == "openai" for model in MODELS])[calls.model]
    source = np.full(len(calls), PROVIDER)
    unreported = calls.stream & openai & (unit(calls.content, 4) < UNREPORTED_SHARE)
    source[unreported | (calls.ending == ABANDONED)] = ESTIMATED
    source[(calls.ending == ABANDONED) & names_usage_first] = PROVIDER
    timed_out = calls.ending == TIMED_OUT
    source[timed_out] = np.where(calls.stream, ESTIMATED, NO_USAGE)[timed_out]
    source[(calls.ending == RATE_LIMITED) | (calls.ending == SERVER_ERROR)] = NO_USAGE
    return source


def _said(calls: Calls) -> Ints:
    """Visible output until the call ended."""
    share = np.where(calls.ending == ABANDONED, 0.4, np.where(calls.ending == TIMED_OUT, 0.5, 1.0))
    return (calls.output * share).astype(np.int64)


@dataclass(frozen=True, slots=True)
class Tasks:
    """Units of work: first and last of their calls, and how they ended (None: nobody said)."""

    number: Ints
    first: Ints
    last: Ints
    ends: Ints
    succeeded: tuple[bool | None, ...]


def tasks(calls: Calls, follows: Consequences, when: Period) -> Tasks:
    """Gather the calls of each task and judge it by its last answer."""
    rows = np.flatnonzero(calls.task != NONE)
    order = rows[np.lexsort((calls.started[rows], calls.task[rows]))]
    number = calls.task[order]
    begins = np.flatnonzero(np.r_[True, number[1:] != number[:-1]]) if len(order) else order
    first, last = order[begins], order[np.r_[begins[1:], len(order)] - 1]
    ends = np.minimum(calls.started[last] + follows.duration[last], when.end - MINUTE // 2)
    good = (calls.ending[last] == FINE) & (unit(number[begins], 5) < follows.quality[last])
    said = _said_outcome(number[begins], good, calls.ending[last] == FINE)
    outcomes = tuple(bool(g) if s else None for g, s in zip(good, said, strict=True))
    return Tasks(number[begins], first, last, ends, outcomes)


def _said_outcome(number: Ints, good: Flags, ended: Flags) -> Flags:
    """Whether the app came to know how a task ended."""
    silent = (unit(number, 6) < UNKNOWN_OUTCOME_SHARE) & ended
    unnoticed = ~good & ended & (unit(number, 7) > NOTICED_SHARE)
    return ~(silent | unnoticed)


def reasoning(output: Any, thinks: Any, content: Any) -> Any:
    """Tokens that a model thinks before answers of so many tokens; the same for the same content."""
    return output * thinks * (0.5 + unit(content, 3))

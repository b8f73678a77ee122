"""What the providers' prompt caches did: consequences of which prefixes were sent when."""

from dataclasses import dataclass

import numpy as np

from centspan.deploy.demo.backfill.arrivals import SECOND
from centspan.deploy.demo.backfill.calls import RATE_LIMITED, SERVER_ERROR, Calls, Flags, Ints
from centspan.deploy.demo.backfill.mixing import Words, mix
from centspan.deploy.demo.backfill.models import EMBEDDER, MODELS, TAGGER

KEPT = 300 * SECOND
SHORTEST = 1024
BLOCK = 128
UNCACHED = (EMBEDDER, TAGGER)


@dataclass(frozen=True, slots=True)
class Cached:
    """Input tokens read from the cache and written to it, for each call."""

    read: Ints
    written: Ints


def cached(calls: Calls, fixed: Ints, total: Ints, prefix: Words) -> Cached:
    """Follow the caches through `calls`.

    `fixed` is the length of tools and system prompt, which `prefix` identifies, `total` that of the
    whole input; both in tokens. OpenAI and Gemini cache by themselves, in blocks; Anthropic
    where the app marks the end of the system prompt and, in conversations, of the last turn.
    """
    reaches = (calls.ending != RATE_LIMITED) & (calls.ending != SERVER_ERROR)
    asks = np.array([model.provider == "anthropic" for model in MODELS])[calls.model]
    able = np.array([model not in UNCACHED for model in MODELS])[calls.model]
    uses = reaches & able & (calls.marked | ~asks)
    talks = calls.chain != calls.content
    seen_fixed = _seen(calls, mix(prefix, calls.model), uses)
    before = _before(calls, mix(calls.chain, prefix, calls.model), uses & talks, total)
    known = np.where(before > 0, before, np.where(seen_fixed, fixed, 0))
    known = np.minimum(known, total)
    kept = np.where(talks, total, fixed)
    kept = np.where(asks & uses & (kept >= SHORTEST), kept, 0)
    known = np.where(asks, np.minimum(known, kept), known // BLOCK * BLOCK)
    read = np.where(uses & (known >= SHORTEST), known, 0)
    return Cached(read, np.maximum(kept - read, 0))


def _seen(calls: Calls, key: Words, uses: Flags) -> Flags:
    """Whether the same key was used within the time that caches keep it."""
    return _before(calls, key, uses, np.ones(len(calls), np.int64)) > 0


def _before(calls: Calls, key: Words, uses: Flags, length: Ints) -> Ints:
    """The `length` of the call before with the same key, 0 where there is none or it was too long ago."""
    rows = np.flatnonzero(uses)
    order = rows[np.lexsort((calls.started[rows], key[rows]))]
    same = key[order][1:] == key[order][:-1]
    recent = calls.started[order][1:] - calls.started[order][:-1] <= KEPT
    found = np.zeros(len(calls), np.int64)
    found[order[1:]] = np.where(same & recent, length[order[:-1]], 0)
    return found

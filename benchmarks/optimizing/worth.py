"""What ending a story of the demo would have saved, in USD of 30 days: from the traffic itself, not from the store."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from unittest.mock import patch

import numpy as np

from centspan.deploy.demo.backfill import prompt_cache
from centspan.deploy.demo.backfill.arrivals import SECOND
from centspan.deploy.demo.backfill.calls import Calls, Flags
from centspan.deploy.demo.backfill.consequences import consequences
from centspan.deploy.demo.backfill.models import MODELS
from centspan.deploy.demo.backfill.money import list_cost
from centspan.deploy.demo.backfill.stories.casting import Happened
from centspan.deploy.demo.backfill.traffic import Traffic
from centspan.optimizer.levers.retry import Retry
from centspan.optimizer.proposal import Proposal

FIVE_MINUTES = 300
BLOCK = 256
"""Tokens of a block of 1,024 characters."""


def worth(made: Traffic, happened: Happened, proposed: Sequence[Proposal]) -> Decimal:
    """What its end saves a month; of a dear model, at the model that is proposed."""
    rows = (made.calls.story & happened.bit) != 0
    month = Decimal(30) / Decimal(str(made.when.days))
    return WORTH[happened.story](made, rows, happened, proposed) * month


def _dear_model(
    made: Traffic, rows: Flags, happened: Happened, proposed: Sequence[Proposal]
) -> Decimal:
    usual = proposed[0].do.get("model", "") if proposed else ""
    name = usual or happened.facts["instead_of"][0]
    model = next(number for number, each in enumerate(MODELS) if each.name == name)
    return _saved(made, rows, made.calls.where(rows, model=model))


def _repeated_prompt(
    made: Traffic, rows: Flags, happened: Happened, proposed: Sequence[Proposal]
) -> Decimal:
    """With the whole of each prompt kept for as long as is proposed: an hour's write is 2 times the price of input.

    Hits are of whole blocks, as the client's fingerprints have them.
    """
    seconds = proposed[0].do["ttl_seconds"] if proposed else 300
    instead = made.calls.where(rows, marked=True)
    with patch.object(prompt_cache, "KEPT", seconds * SECOND):
        follows = consequences(instead, made.releases)
    kept = rows & (follows.input >= prompt_cache.SHORTEST)
    rest = np.where(kept, follows.uncached, 0)
    part = np.where(kept, follows.read % BLOCK, 0)
    whole = replace(
        follows,
        uncached=follows.uncached - rest,
        read=follows.read - part,
        written=follows.written + rest + part,
    )
    cost = list_cost(instead, whole).usd(rows)
    if seconds > FIVE_MINUTES:
        plain = replace(follows, uncached=whole.uncached + whole.written, written=0 * whole.written)
        cost += 3 * (cost - list_cost(instead, plain).usd(rows))
    return _cost(made, rows) - cost


def _unused_tools(made: Traffic, rows: Flags, *_: object) -> Decimal:
    return _saved(made, rows, made.calls.where(rows, extra_tools=0))


def _batchable(made: Traffic, rows: Flags, *_: object) -> Decimal:
    return _saved(made, rows, made.calls.where(rows, standard=False), tokens_change=False)


def _duplicates(made: Traffic, rows: Flags, *_: object) -> Decimal:
    return _cost(made, _place(made.calls, rows) > 0)


def _retries(made: Traffic, rows: Flags, *_: object) -> Decimal:
    return _cost(made, _place(made.calls, rows) >= Retry().attempts)


def _sprawl(made: Traffic, rows: Flags, *_: object) -> Decimal:
    return _cost(made, rows)


WORTH: Mapping[str, Callable[..., Decimal]] = {
    "dear_model_on_easy_work": _dear_model,
    "repeated_system_prompt": _repeated_prompt,
    "duplicate_questions": _duplicates,
    "unused_tools": _unused_tools,
    "batchable_job": _batchable,
    "retry_storm": _retries,
    "eval_sprawl": _sprawl,
}


def _saved(made: Traffic, rows: Flags, instead: Calls, *, tokens_change: bool = True) -> Decimal:
    follows = consequences(instead, made.releases) if tokens_change else made.follows
    return _cost(made, rows) - list_cost(instead, follows).usd(rows)


def _cost(made: Traffic, rows: Flags) -> Decimal:
    return list_cost(made.calls, made.follows).usd(rows)


def _place(calls: Calls, rows: Flags) -> np.ndarray:
    """Of each of these calls how many before it made the same request of the same tenant; -1 of others."""
    place = np.full(len(calls), -1)
    seen: dict[tuple[int, int, int], int] = {}
    for row in np.flatnonzero(rows):  # in order of time
        key = int(calls.content[row]), int(calls.model[row]), int(calls.tenant[row])
        place[row] = seen[key] = seen.get(key, -1) + 1
    return place

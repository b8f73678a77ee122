"""Which requests a cache by meaning would have answered, and with the answer to which."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from centspan.optimizer.semantic.embedder import Vectors
from centspan.optimizer.semantic.requests import Request

FAR_OFF: Final = np.inf
PLACES: Final = 5
"""Of cosines, so that those of equal texts are the same wherever they stand."""


def hits(
    requests: Sequence[Request],
    vectors: Vectors,
    thresholds: Sequence[float],
    ttl_seconds: float,
) -> tuple[dict[int, int], ...]:
    """For each threshold: of requests in the order of their arrival, by place, the place of the one whose answer each gets.

    The nearest of the same key that is kept and answered by then, if its cosine is the threshold or more. What is answered
    from the cache is not kept itself; an answer is kept for so long after its last use.
    """
    groups: dict[tuple[object, ...], list[int]] = defaultdict(list)
    for place, each in enumerate(requests):
        if each.may_be_answered:
            groups[each.key].append(place)
    found: tuple[dict[int, int], ...] = tuple({} for _ in thresholds)
    for places in groups.values():
        if len(places) > 1:
            own = [requests[place] for place in places]
            rows = vectors[places].astype(np.float64)
            near = np.round(rows @ rows.T, PLACES)
            for hit, threshold in zip(found, thresholds, strict=True):
                for one, other in _of_key(own, near, threshold, ttl_seconds):
                    hit[places[one]] = places[other]
    return found


def _of_key(
    own: Sequence[Request], near: NDArray[Any], threshold: float, ttl_seconds: float
) -> Iterator[tuple[int, int]]:
    begins = np.array([each.at.timestamp() for each in own])
    ready = np.array([_ready(each) for each in own])
    used: NDArray[Any] = ready.copy()
    kept = np.zeros(len(own), dtype=bool)
    for at, now in enumerate(begins):
        usable = kept[:at] & (ready[:at] <= now) & (now - used[:at] <= ttl_seconds)
        cosines = np.where(usable, near[at, :at], -1)
        best = int(cosines.argmax()) if at else -1
        if at and cosines[best] >= round(threshold, PLACES):
            used[best] = now
            yield at, best
        else:
            kept[at] = ready[at] < FAR_OFF


def _ready(each: Request) -> float:
    return each.answered_at.timestamp() if each.answered_at else FAR_OFF

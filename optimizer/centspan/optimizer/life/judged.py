"""How answers were judged before a change and after it, where they were."""

import math
from dataclasses import dataclass
from typing import Any

from centspan.collector.query import load
from centspan.optimizer.interval import NORMAL
from centspan.optimizer.life.realised import asked
from centspan.optimizer.life.stored import Stored
from centspan.optimizer.life.windows import Windows


@dataclass(frozen=True, slots=True)
class Judged:
    """Mean scores from 0 to 1, and the 95 % interval of their difference; verdicts are taken to be independent."""

    before: float
    after: float
    verdicts_before: int
    verdicts_after: int
    low: float
    high: float

    @property
    def changed(self) -> float:
        """After less before."""
        return self.after - self.before


def judged(client: Any, of: Stored, when: Windows, treated: str = "") -> Judged | None:
    """The scores of both times; None where one of them has none."""
    rows = load("realised_quality").rows(client, **asked(of, when, treated))
    if len(rows) < 2:
        return None
    was, now = rows
    squares = sum(row["variance"] / row["verdicts_count"] for row in rows)
    reach, change = NORMAL * math.sqrt(squares), now["score"] - was["score"]
    return Judged(
        was["score"],
        now["score"],
        was["verdicts_count"],
        now["verdicts_count"],
        change - reach,
        change + reach,
    )

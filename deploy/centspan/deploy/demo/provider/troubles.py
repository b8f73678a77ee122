"""What goes wrong at the provider now and then."""

import random
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Trouble:
    """One way to be a bad provider: refuse with `status`, or answer late."""

    share: float
    status: int = 200
    kind: str = ""
    late_seconds: float = 0.0


TROUBLES = (
    Trouble(0.03, 429, "rate_limit_error"),
    Trouble(0.015, 500, "server_error"),
    Trouble(0.02, late_seconds=1.2),
)
NONE = Trouble(1.0)


class Weather:
    """Draws the trouble of each request from a seed and the request's number."""

    def __init__(self, seed: int, troubles: tuple[Trouble, ...] = TROUBLES) -> None:
        self._seed = seed
        self._troubles = troubles

    def at(self, number: int) -> Trouble:
        """The trouble that request `number` runs into, mostly none."""
        drawn = random.Random(f"{self._seed}:{number}").random()  # noqa: S311 - a simulation
        for trouble in self._troubles:
            drawn -= trouble.share
            if drawn < 0:
                return trouble
        return NONE

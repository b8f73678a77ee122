"""When each feature got a new prompt: most releases change nothing that matters."""

from dataclasses import dataclass

import numpy as np

from centspan.deploy.demo.backfill.arrivals import HOUR, Period
from centspan.deploy.demo.backfill.calls import Calls, Ints
from centspan.deploy.demo.backfill.dice import dice
from centspan.deploy.demo.backfill.features import FEATURES

FIRST_VERSIONS = (3, 9)
MOST_RELEASES = 3


@dataclass(frozen=True, slots=True)
class Release:
    """A new prompt version of a feature, live from `at` on (nanoseconds since the epoch)."""

    at: int
    feature: int
    version: int


@dataclass(frozen=True, slots=True)
class Releases:
    """Version numbers before the period, and the releases in it, in order of time."""

    first: tuple[int, ...]
    since: tuple[Release, ...]

    def versions(self, calls: Calls) -> Ints:
        """The prompt version that each call used."""
        version = np.array(self.first)[calls.feature]
        for release in self.since:
            live = (calls.feature == release.feature) & (calls.started >= release.at)
            version = np.where(live, release.version, version)
        return version


def releases(seed: int, when: Period, extra: tuple[tuple[int, int], ...] = ()) -> Releases:
    """Draw the everyday releases and add `extra` ones: pairs of moment and feature number."""
    random = dice(seed, "releases")
    first = tuple(int(number) for number in random.integers(*FIRST_VERSIONS, len(FEATURES)))
    moments = [
        (when.at(share) // HOUR * HOUR + 10 * HOUR // 60, number)
        for number, feature in enumerate(FEATURES)
        for share in random.uniform(0.05, 0.95, random.integers(1, MOST_RELEASES + 1))
        if feature.system_tokens
    ]
    latest = list(first)
    since: list[Release] = []
    for moment, number in sorted({*moments, *extra}):
        latest[number] += 1
        since.append(Release(moment, number, latest[number]))
    return Releases(first, tuple(since))

"""Which stories a seed tells, and where."""

from dataclasses import dataclass
from typing import Any

from centspan.deploy.demo.backfill.arrivals import Period
from centspan.deploy.demo.backfill.calls import Calls
from centspan.deploy.demo.backfill.dice import dice
from centspan.deploy.demo.backfill.features import FEATURES, feature_number
from centspan.deploy.demo.backfill.stories import STORIES
from centspan.deploy.demo.backfill.stories.story import Scene, Story

LIKELY = 0.75
FEWEST = 5


@dataclass(frozen=True, slots=True)
class Happened:
    """A story that was told: where, which calls carry its bit, and the truth about it."""

    story: str
    feature: str
    bit: int
    facts: dict[str, Any]
    releases: tuple[tuple[int, int], ...]


def chosen(seed: int, stories: tuple[Story, ...] = STORIES) -> dict[str, str]:
    """Draw the stories that happen, at least FEWEST, and the feature each happens in."""
    random = dice(seed, "chosen")
    order = random.permutation(len(stories))
    drawn = {stories[n].name for n in order if random.random() < LIKELY}
    for number in order:
        if len(drawn) < FEWEST:
            drawn.add(stories[number].name)
    told = [story for story in stories if story.name in drawn]
    homes = _homes([tuple(random.permutation(story.homes)) for story in told], ())
    return {story.name: str(home) for story, home in zip(told, homes, strict=True)}


def tell(
    calls: Calls, seed: int, when: Period, stories: tuple[Story, ...] = STORIES
) -> tuple[Calls, tuple[Happened, ...]]:
    """Tell the stories of a seed, in their order; returns the calls and what happened."""
    homes = chosen(seed, stories)
    happened: list[Happened] = []
    for number, story in enumerate(stories):
        if story.name in homes:
            feature = FEATURES[feature_number(homes[story.name])]
            scene = Scene(dice(seed, "story", story.name), when, feature, 1 << number)
            told = story.tell(calls, scene)
            calls = told.calls
            happened.append(
                Happened(story.name, feature.name, scene.bit, told.facts, told.releases)
            )
    return calls, tuple(happened)


def _homes(choices: list[tuple[str, ...]], taken: tuple[str, ...]) -> tuple[str, ...]:
    """Give each story one of its homes so that no two share one; () where that is impossible."""
    if not choices:
        return taken
    for home in choices[0]:
        if home not in taken and (found := _homes(choices[1:], (*taken, home))):
            return found
    return ()

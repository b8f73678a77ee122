"""Each story is found by a detector that knows nothing of the ledger, and only where it was told."""

from collections import Counter, defaultdict
from datetime import timedelta
from statistics import median

import pytest

from centspan.deploy.demo.backfill.ledger import ledger
from centspan.deploy.demo.backfill.stories import STORIES
from centspan.deploy.demo.backfill.stories.casting import FEWEST, chosen

SEED, COUNT = 7, 7_000
"""A seed that tells every story."""
DEAR = {"claude-opus-5-5", "gpt-5.5"}


def by(rows, key):
    found = defaultdict(list)
    for row in rows:
        found[key(row)].append(row)
    return found


def by_feature(calls):
    return by(calls, lambda row: row.feature).items()


def prompt_regression(calls):
    for feature, rows in by_feature(calls):
        versions = by(rows, lambda row: int(row.version[1:] or 0))
        typical = {
            version: median(row.output for row in group)
            for version, group in versions.items()
            if len(group) > 30
        }
        for version, size in typical.items():
            if size > 1.5 * typical.get(version - 1, size):
                yield feature


def dear_model_on_easy_work(calls):
    for feature, rows in by_feature(calls):
        words = median(row.output for row in rows)
        share = sum(row.model in DEAR for row in rows) / len(rows)
        if words < 120 and share > 0.2 and not any(row.purpose or row.tools for row in rows):
            yield feature


def repeated_system_prompt(calls):
    for (feature, provider), rows in by(calls, lambda row: (row.feature, row.provider)).items():
        sizes = [characters(row, "system") / 4 for row in rows]
        asked = provider == "anthropic" and median(sizes) >= 1024
        if asked and not any(row.read or row.written for row in rows):
            yield feature


def characters(row, section):
    sizes = dict(part.split(":") for part in row.sections.split(","))
    return int(sizes.get(section, 0))


def duplicate_questions(calls):
    for feature, rows in by_feature(calls):
        fine = [row.request for row in rows if not row.failed]
        if len(fine) - len(set(fine)) > 0.1 * len(fine) > 5:
            yield feature


def unused_tools(calls):
    for feature, rows in by_feature(calls):
        called = Counter()
        for row in rows:
            for tool in filter(None, row.tools.split(",")):
                name, _, was_called = tool.split(":")
                called[name] += int(was_called)
        if sum(not count for count in called.values()) >= 10:
            yield feature


def batchable_job(calls):
    for feature, rows in by_feature(calls):
        at_night = all(row.started.hour < 6 for row in rows)
        unseen = not any(row.stream or row.purpose for row in rows)
        if at_night and unseen and not any(row.tier for row in rows):
            yield feature


def retry_storm(calls):
    for feature, rows in by_feature(calls):
        failing = by((row for row in rows if row.failed), lambda row: row.request)
        if sum(len(group) >= 3 for group in failing.values()) >= 5:
            yield feature


def tenant_spike(calls):
    for feature, rows in by_feature(calls):
        for group in by((row for row in rows if row.tenant), lambda row: row.tenant).values():
            days = Counter(row.started.date() for row in group if not row.failed)
            usual = sum(days.values()) / 30
            if max(days.values(), default=0) > max(30, 8 * usual):
                yield feature


def eval_sprawl(calls):
    rows = [row for row in calls if row.purpose == "eval"]
    first, last = min(row.started for row in rows), max(row.started for row in rows)
    early = sum(row.started < first + timedelta(days=5) for row in rows)
    late = sum(row.started > last - timedelta(days=5) for row in rows)
    if late > 3 * early:
        yield rows[0].feature


DETECTORS = {
    detect.__name__: detect
    for detect in (
        prompt_regression,
        dear_model_on_easy_work,
        repeated_system_prompt,
        duplicate_questions,
        unused_tools,
        batchable_job,
        retry_storm,
        tenant_spike,
        eval_sprawl,
    )
}


@pytest.fixture(scope="module")
def silent(make, rows_of):
    """Production calls of traffic in which nothing happens."""
    return production(rows_of(make(SEED, COUNT, ())))


@pytest.fixture(scope="module")
def told(make):
    """Traffic in which everything happens."""
    return make(SEED, COUNT)


@pytest.fixture(scope="module")
def eventful(told, rows_of):
    """Its production calls."""
    return production(rows_of(told))


@pytest.fixture(scope="module")
def truth(told):
    """What the ledger says of it."""
    return ledger(told)["stories"]


def production(rows):
    return [row for row in rows if row.is_call and row.environment == "production"]


@pytest.mark.parametrize("story", [story.name for story in STORIES])
def test_an_untold_story_leaves_no_trace(silent, story):
    """Where a story was not drawn, nothing in the traffic looks like it."""
    assert list(DETECTORS[story](silent)) == []


@pytest.mark.parametrize("story", [story.name for story in STORIES])
def test_a_told_story_is_where_the_ledger_says(eventful, truth, story):
    """A story that was drawn is found in the feature that the ledger names, and in no other."""
    assert set(DETECTORS[story](eventful)) == {truth[story]["feature"]}


def test_the_ledger_knows_when_and_how_large(eventful, truth):
    """Times and sizes in the ledger are those of the traffic."""
    storm, spike = truth["retry_storm"]["facts"], truth["tenant_spike"]["facts"]
    failing = [row for row in eventful if row.feature == truth["retry_storm"]["feature"]]
    during = [row for row in failing if within(row, storm)]
    assert len(during) >= storm["work"] * storm["requests_each"]
    assert truth["retry_storm"]["calls"] == storm["work"] * storm["requests_each"]
    spiked = [row for row in eventful if row.feature == truth["tenant_spike"]["feature"]]
    own = [row for row in spiked if row.tenant == spike["tenant"] and within(row, spike)]
    assert len(own) >= 0.9 * spike["calls"]
    tools = truth["unused_tools"]
    assert tools["calls"] == sum(row.feature == tools["feature"] for row in eventful)


def within(row, facts):
    return facts["start"] <= row.started.isoformat() <= facts["end"]


def test_an_untold_story_is_in_the_ledger_too(make):
    """The ledger names every story there is, also those that did not happen."""
    assert ledger(make(SEED, 1000, ()))["stories"] == {
        story.name: {"happened": False} for story in STORIES
    }


def test_any_seed_tells_enough_stories_in_different_places():
    """Every seed draws at least five stories, no two in one feature, and seeds differ."""
    drawn = [chosen(seed) for seed in range(300)]
    assert all(FEWEST <= len(homes) == len(set(homes.values())) for homes in drawn)
    assert len({tuple(sorted(homes.items())) for homes in drawn}) > 200
    for story in STORIES:
        assert 0.5 < sum(story.name in homes for homes in drawn) / len(drawn) < 0.95
        assert {homes[story.name] for homes in drawn if story.name in homes} == set(story.homes)

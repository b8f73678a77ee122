"""A month in which everything happens: what alerts tell of it, and where they lead."""

import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.responses import Response
from starlette.routing import Route
from viewer_browser import chromium, drawn, needed, opened

from centspan.alerts.address import Places
from centspan.alerts.rules import RULES, rule
from centspan.dashboards.boards import BOARDS
from centspan.dashboards.viewer import app
from centspan.deploy.demo import budgets
from centspan.deploy.demo.alerts import fired, moments
from centspan.deploy.demo.answers import ANSWERS, answer, names, told
from centspan.deploy.demo.backfill.stories import STORIES
from centspan.optimizer.levers import LEVERS

DOCUMENT = (Path(__file__).parents[3] / "docs/demo.md").read_text("utf-8")
CODE = re.compile(r"`(\w+)`")
EVENTS = [each for each in ANSWERS if each.rule]


@pytest.fixture(scope="module")
def viewer(month, serve):
    """Our boards on it."""
    icon = Route("/icon.svg", lambda request: Response("<svg/>", media_type="image/svg+xml"))
    with serve(Starlette(routes=[icon, *app.routes(BOARDS, month.engine.client)])) as url:
        yield url


@pytest.fixture(scope="module")
def whose(month, eventful, tmp_path_factory):
    """Budgets that fit it, and whose the rest is."""
    return budgets.put(month.client, tmp_path_factory.mktemp("budgets"), moments(eventful)[-1])


@pytest.fixture(scope="module")
def alerts(month, eventful, viewer, whose):
    """What each story's own rule told around it, by story."""

    def of(happened):
        at = moments(replace(eventful, happened=(happened,)))
        rules = (rule(answer(happened.story).rule),)
        return fired(month.client, at, Places(viewer), rules=rules, whose=whose)

    return {each.story: of(each) for each in eventful.happened if answer(each.story).rule}


@pytest.fixture(scope="module")
def stories(eventful):
    """What happened, by story."""
    return {each.story: each for each in eventful.happened}


def top(alert):
    first = alert.contributors[0]
    return (first.dimension, first.value)


def cause(story, happened, alert):
    """What drives a story's alert; of a storm and of repeats the alert's own scope is all that is planted."""
    return {
        "prompt_regression": ("prompt_version", alert.scope.get("prompt_version")),
        "tenant_spike": ("feature", happened.feature),
        "eval_sprawl": ("model", happened.facts.get("judge")),
    }.get(story, top(alert))


def test_nothing_but_stories_alerts(month, eventful, alerts, viewer, whose):
    """At the end of a month in which everything happened nothing else alerts, and no alert is about anything else."""
    others = tuple(each for each in RULES if each.id not in {one.rule for one in EVENTS})
    at_the_end = fired(
        month.client, moments(eventful)[-1:], Places(viewer), rules=others, whose=whose
    )
    every = (*at_the_end, *(each for of in alerts.values() for each in of))
    assert [each for each in every if each.severity == "page"] == []
    about = [any(names(each, one) for one in eventful.happened) for each in every]
    assert [each.headline for each, known in zip(every, about, strict=True) if not known] == []


def test_every_story_is_told_by_an_alert_or_a_lever():
    """Each story of the demo is answered by a rule where something happens in it, by a lever where it always was so, as docs/demo.md says."""
    assert [each.story for each in ANSWERS] == [each.name for each in STORIES]
    lines = [line.split(" | ") for line in DOCUMENT.splitlines() if line.startswith("| `")]
    said = [
        (first.strip("| `"), *(CODE.findall(each) for each in rest)) for first, _, *rest in lines
    ]
    assert said == [
        (each.story, [each.rule] * bool(each.rule), [each.lever] * bool(each.lever))
        for each in ANSWERS
    ]
    levers = {each.id for each in LEVERS}
    assert all(each.rule or each.lever for each in ANSWERS)
    assert {each.lever for each in ANSWERS if each.lever} <= levers


@pytest.mark.parametrize("story", [each.story for each in EVENTS])
def test_a_story_alerts_with_what_drives_it(alerts, stories, story):
    """A story that is an event alerts, and the cause that was planted is the top contributor."""
    alert = told(stories[story], alerts[story])
    assert alert is not None
    assert top(alert) == cause(story, stories[story], alert)


@pytest.mark.parametrize("story", [each.story for each in EVENTS])
def test_an_alert_carries_what_an_on_call_needs(alerts, stories, story):
    """A story's alert has an owner, amounts or shares, a budget, causes, examples, links and how far to trust it."""
    alert = told(stories[story], alerts[story])
    assert all((alert.owner, alert.headline, alert.dedup_key, alert.budget, alert.trace_ids))
    assert alert.observed_usd is not None or alert.observed is not None
    assert alert.split is not None
    assert all(each.change_usd != 0 for each in alert.contributors[:1])
    assert alert.board_url.startswith("http")
    assert alert.runbook_url.endswith(f"/runbooks/{alert.rule}")
    assert alert.unpriced_share is not None
    assert alert.fresh_until <= alert.at
    assert alert.boards_behind_seconds == 0


def test_the_demos_end_wakes_nobody(month, eventful, viewer, whose):
    """Hours after the demo's end that nothing arrives is told as silenced, with the reason."""
    later = moments(eventful)[-1] + timedelta(hours=6)
    silent = (rule("telemetry_silent"),)
    told_then = fired(month.client, (later,), Places(viewer), rules=silent, whose=whose)
    assert told_then
    assert {each.silenced_by for each in told_then} == {"the demo's traffic has ended"}


@pytest.fixture(scope="module")
def complaints():
    """What the browser said."""
    return []


@pytest.fixture(scope="module")
def page(complaints):
    """A page so high that every panel is drawn at once."""
    with chromium() as browser:
        yield opened(browser, complaints, height=4500)


def panel(page, title):
    return page.locator("article", has=page.get_by_role("heading", name=title, exact=True))


def row(page, title, words):
    """The row of a panel's table that names something."""
    return panel(page, title).locator("tbody tr", has_text=words).first


def prompt_versions(page, happened, alert):
    """No click: the new version stands beside the one before."""
    yield row(page, "Prompt versions", alert.scope["prompt_version"])


def failed_calls(page, happened, alert):
    """No click: what the storm cost, by feature."""
    yield row(page, "Failed, given up and repeated calls", happened.feature)


def requests_again(page, happened, alert):
    """No click: the favourites; one more opens the last call of the first of them."""
    yield row(page, "Requests asked again", happened.feature)
    row(page, "Requests asked again", happened.feature).get_by_role("link").last.click()
    page.wait_for_url("**/trace/**")
    page.locator("tbody tr").first.wait_for()
    yield page.locator("tbody tr").first


def its_calls(page, happened, alert):
    """One click, on the tenant, leads to its calls of the feature."""
    tenant = happened.facts["tenant"]
    yield row(page, "Dearest tenants", tenant)
    row(page, "Dearest tenants", tenant).get_by_role("link", name=tenant).click()
    page.wait_for_url("**/boards/calls?**")
    drawn(page)
    yield row(page, "Calls found", happened.feature)


def evaluations(page, happened, alert):
    """One click, on the feature that judges, leads to what its calls cost."""
    yield panel(page, "Cost by model").locator("li", has_text=happened.facts["judge"]).first
    panel(page, "Spend by feature").get_by_role("link", name=happened.feature).click()
    page.wait_for_url("**/boards/feature?**")
    drawn(page)
    yield row(page, "The change by feature", happened.feature)


WAYS = {
    "prompt_regression": prompt_versions,
    "duplicate_questions": requests_again,
    "retry_storm": failed_calls,
    "tenant_spike": its_calls,
    "eval_sprawl": evaluations,
}


@needed
@pytest.mark.parametrize("story", [each.story for each in EVENTS])
def test_an_alerts_link_leads_to_the_cause(page, complaints, alerts, stories, story):
    """From the address in an alert it is at most a click to the row of what was planted."""
    alert = told(stories[story], alerts[story])
    page.goto(alert.board_url)
    drawn(page)
    for found in WAYS[story](page, stories[story], alert):
        assert found.is_visible()
    assert complaints == []

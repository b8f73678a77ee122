"""The demo in order: back-fill, releases, live apps, a look at what arrived, what alerts of it, what would cost less."""

import os
import time
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from centspan.alerts.address import Places
from centspan.alerts.payload import Alert
from centspan.collector.dsn import connect
from centspan.collector.prices.sources import load_sources
from centspan.collector.query import load
from centspan.deploy.demo import budgets
from centspan.deploy.demo.alerts import OF_STORIES, fired, judgements, moments
from centspan.deploy.demo.apps import APPS, App, run_apps
from centspan.deploy.demo.backfill import ledger
from centspan.deploy.demo.backfill.arrivals import SECOND
from centspan.deploy.demo.backfill.features import FEATURES
from centspan.deploy.demo.backfill.payloads import payloads
from centspan.deploy.demo.backfill.send import send
from centspan.deploy.demo.backfill.stories.casting import Happened
from centspan.deploy.demo.backfill.traffic import Traffic, traffic
from centspan.deploy.demo.changes import post_releases
from centspan.deploy.demo.narrator import Narrator
from centspan.deploy.demo.provider.server import serving
from centspan.deploy.demo.stack_process import Running
from centspan.deploy.demo.stored import Stored, expect, stored, wait_until
from centspan.deploy.stack.optimizing import Told, propose
from centspan.instrumentation import settings
from centspan.instrumentation.errors import CentspanError
from centspan.instrumentation.fingerprint_key import fingerprint_key
from centspan.optimizer.levers import LEVERS

KEY = "centspan demo"
"""Keys the fingerprints of back-fill and live apps alike, so that they can be compared."""
SERVICES = sorted({feature.service for feature in FEATURES})
"""Only these are checked: other apps of this machine may have found the demo's ports too."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """How large a demo: `calls` over `days`, drawn from `seed`."""

    seed: int
    days: int
    calls: int
    apps: tuple[App, ...] = APPS


@dataclass(frozen=True, slots=True)
class Played:
    """What the store holds in the end."""

    start: datetime
    backfilled: Stored
    live: Stored
    happened: tuple[Happened, ...]
    alerts: tuple[Alert, ...]
    proposed: Told


def play(stack: Running, wanted: Wanted, folder: Path, tell: Narrator) -> Played:
    """Fill a running stack. Raises CentspanError for a step that does not end as it should."""
    use_own_key()
    began = time.monotonic()
    made = traffic(wanted.seed, datetime.now(UTC), wanted.days, wanted.calls)
    truth = ledger.write(made, folder)["totals"]
    with tell.counting("back-filling calls through OTLP", len(made.calls)) as sent:
        send(payloads(made, fingerprint_key().id), stack.otlp_http, sent)
    tell.done(f"back-filled {len(made.calls):,} calls of {wanted.days} days", began)
    with closing(connect(stack.clickhouse)) as client:
        post_releases(client, made.releases)
        backfilled = _checked(client, made, truth, tell)
        live = _live(client, stack, made, wanted.apps, tell)
        _shown(client, tell)
        alerts = _alerts(client, stack, made, folder, tell)
        proposed = _proposed(client, tell)
    start = _moment(made.when.start)
    return Played(start, backfilled, live, made.happened, alerts, proposed)


def use_own_key() -> None:
    """Give this process and those it starts the demo's key, and no labels of the user's."""
    os.environ[settings.FINGERPRINT_KEY.name] = KEY
    for label in settings.LABELS:
        os.environ.pop(label.name, None)


def _checked(client: Any, made: Traffic, truth: dict[str, Any], tell: Narrator) -> Stored:
    """Wait until prices and verdicts are there; then everything must be as it was sent."""
    began = time.monotonic()
    start, end = _moment(made.when.start), _moment(made.when.end)
    tokens = sum(count for name, count in truth.items() if name.endswith("_tokens"))

    def look() -> Stored:
        return stored(client, start, end, SERVICES)

    def settled() -> bool:
        now = look()
        return now.calls == len(made.calls) and now.unpriced <= truth["unpriced_calls"]

    with tell.waiting("pricing"):
        wait_until(settled)
    found = look()
    expect(found, len(made.calls), tokens)
    tell.done(f"every call stored once, {found.unpriced / found.calls:.2%} without a price", began)
    return found


def _live(
    client: Any, stack: Running, made: Traffic, apps: tuple[App, ...], tell: Narrator
) -> Stored:
    """Run the sample apps against the simulated provider, and wait for their calls."""
    began = time.monotonic()
    with tell.waiting("sample apps at work"), serving(made.seed) as provider:
        run_apps(provider, stack.otlp_http, apps)
        calls = provider.calls
    start, services = _moment(made.when.end), [app.service for app in apps]

    def look() -> Stored:
        return stored(client, start, datetime.now(UTC), services)

    wait_until(lambda: look().calls >= calls)
    found = look()
    if found.calls != calls:
        raise CentspanError(
            f"expected the {calls} calls of the sample apps in the store, found {found.calls}; "
            f"look at {stack.data}"
        )
    tell.done(f"{len(apps)} sample apps made {calls} calls with the real SDKs", began)
    return found


def _shown(client: Any, tell: Narrator) -> None:
    """Wait until boards show every call that is stored."""
    began = time.monotonic()
    with tell.waiting("rolling up"):
        wait_until(lambda: not load("freshness_ages").rows(client)[0]["boards_behind_seconds"])
    tell.done("every call on the boards", began)


def _alerts(
    client: Any, stack: Running, made: Traffic, folder: Path, tell: Narrator
) -> tuple[Alert, ...]:
    """Let budgets stand that fit the month, and judge rules around what happened in it, all of them at its end."""
    began, at = time.monotonic(), moments(made)
    whose = budgets.put(client, folder, _moment(made.when.end))
    count = sum(len(rules) for _, rules in judgements(at, around=OF_STORIES))
    with tell.counting("judging rules", count) as judged:
        alerts = fired(client, at, Places(stack.ui), judged, whose=whose, around=OF_STORIES)
    tell.done(f"rules judged {count} times at {len(at)} hours: {len(alerts)} alerts", began)
    return alerts


def _proposed(client: Any, tell: Narrator) -> Told:
    """Try every lever on what is stored, and store what they propose."""
    began = time.monotonic()
    with tell.waiting("pulling levers"):
        told = propose(client, load_sources(), datetime.now(UTC))
    tell.done(f"{len(LEVERS)} levers pulled: {len(told.found.proposals)} proposals", began)
    return told


def _moment(nanoseconds: int) -> datetime:
    return datetime.fromtimestamp(nanoseconds // SECOND, UTC)

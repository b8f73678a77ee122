"""`centspan alerts test`, `list`, `show`, `ack`, `silence`, and `centspan who`: over an hour in which acme ran wild."""

import json
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).parents[3] / "alerts" / "support"))

from case_files import COLUMNS, Case

from centspan.alerts.address import Places
from centspan.alerts.rules.spikes import FEATURE_SPIKE
from centspan.alerts.watch import Given, Watch
from centspan.collector.dsn import connect
from centspan.collector.engine import Engine
from centspan.collector.roll import roll
from centspan.deploy.demo import alerts_table
from centspan.deploy.demo.alerts import fired
from centspan.deploy.pages import alerts_section

NOON = datetime(2026, 11, 16, 12, tzinfo=UTC)
KEY = "feature_spike:environment=production,feature=chat"
USUAL = {"from": "-30d", "to": "3h", "every": "1h", "usd": 2.5, "feature": "chat"}
CALLS = [
    {**USUAL, "tenant": "zen"},
    {**USUAL, "tenant": "ape"},
    {"at": "-30m", "usd": 40, "feature": "chat", "tenant": "acme", "trace": "ace0" * 8},
]


@pytest.fixture(scope="module")
def dsn(tmp_path_factory, new_store):
    """A store in which the spike fires, and a feature is learning."""
    path = new_store(tmp_path_factory.mktemp("standing") / "store")
    engine = Engine(path)
    with engine.client() as client:
        young = {"from": "-8d", "to": "0h", "every": "1h", "usd": 5, "feature": "young"}
        case = Case("standing", "production", {"at": NOON, "calls": [*CALLS, young]})
        options = {"column_names": COLUMNS, "settings": {"max_partitions_per_insert_block": 0}}
        client.insert("otel_traces", list(case.spans(0)), **options)
        roll(client, settle_seconds=-2)
        Watch(client, (FEATURE_SPIKE,)).look(Given(places=Places("http://127.0.0.1:8088")), NOON)
    yield f"chdb://{path}"
    engine.close()


def test_a_replay_prints_when_a_rule_would_have_fired(dsn, centspan):
    """`alerts test` prints begin, end, scope, observed and expected of each time a rule would have fired."""
    span = ("--from", "2026-11-16T08:00", "--to", "2026-11-16T15:00", "--dsn", dsn)
    code, out, _ = centspan("alerts", "test", "feature_spike", *span)
    assert code == 0
    assert "feature_spike would have fired 1 time (judged 8 times)" in out
    line = next(line for line in out.splitlines() if "chat in production" in line)
    ended = ("2026-11-16", "15:00", "page", "chat", "in", "production", "$45.00", "$5.00")
    assert line.split() == ["2026-11-16", "12:00", *ended]
    code, out, _ = centspan("alerts", "test", "feature_spike", *span, "--json")
    (fired,) = json.loads(out)
    assert (fired["labels"]["feature"], fired["observed"]) == ("chat", "45")


def test_a_replay_of_nothing_says_so(dsn, centspan):
    """`alerts test` over quiet hours says that the rule would not have fired."""
    span = ("--from", "2026-11-15T08:00", "--to", "2026-11-15T10:00", "--dsn", dsn)
    _, out, _ = centspan("alerts", "test", "feature_spike", *span)
    assert out == "feature_spike would have fired 0 times (judged 3 times)\n"
    code, _, err = centspan("alerts", "test", "no_such", *span)
    assert code == 2
    assert "there is no rule 'no_such'" in err


def test_what_stands_is_listed_and_shown(dsn, centspan):
    """`alerts list` has what fires and what is learning, `show` all that one of them tells."""
    _, out, _ = centspan("alerts", "list", "--dsn", dsn, "--json")
    listed = json.loads(out)
    assert [(each["state"], each["dedup_key"]) for each in listed] == [
        ("firing", KEY),
        ("learning", KEY.replace("chat", "young")),
    ]
    _, out, _ = centspan("alerts", "list", "--dsn", dsn)
    assert "too young to be judged" in out
    _, out, _ = centspan("alerts", "show", "chat", "--dsn", dsn, "--json")
    shown = json.loads(out)
    assert shown["contributors"][0]["value"] == "acme"
    _, out, _ = centspan("alerts", "show", KEY, "--dsn", dsn)
    assert "page firing: chat in production spent $45.00 within an hour" in out
    assert "Driven by" in out
    assert "/boards/feature?" in out


def test_an_alert_is_taken_on_by_part_of_its_key(dsn, centspan):
    """`alerts ack` takes an alert on by its key or part of it; an unknown one is refused with those that stand."""
    code, out, _ = centspan("alerts", "ack", "feature=chat", "--by", "ana", "--dsn", dsn)
    assert (code, out) == (0, f"{KEY} is with ana\n")
    code, _, err = centspan("alerts", "ack", "nothing", "--dsn", dsn)
    assert code == 2
    assert KEY in err


def test_a_silence_by_hand_survives_the_file_and_can_be_lifted(dsn, centspan, tmp_path):
    """A silence by hand stands beside the file's, which does not remove it, until it is lifted."""
    options = ("feature_spike", "--feature", "chat", "--dsn", dsn)
    code, out, _ = centspan("alerts", "silence", *options, "--for", "2h", "--reason", "load test")
    assert code == 0
    until = datetime.now(UTC) + timedelta(hours=2)
    assert f"is silenced until {until:%F %H:}" in out
    (tmp_path / "budgets.toml").write_text("")
    _, out, _ = centspan("alerts", "apply", str(tmp_path / "budgets.toml"), "--dsn", dsn)
    assert out == "0 added, 0 changed, 0 removed\n"
    assert centspan("alerts", "silence", *options, "--lift")[0] == 0
    assert centspan("alerts", "silence", *options, "--lift")[0] == 1
    assert centspan("alerts", "silence", *options, "--for", "soon")[0] == 2


def test_who_says_who_and_what_drives_a_scope(dsn, centspan):
    """`who` says what a scope cost by each dimension against a week before, why, and the dearest traces."""
    hour = ("--since", "2026-11-16T11:00", "--until", "2026-11-16T12:00", "--dsn", dsn)
    code, out, _ = centspan("who", "--feature", "chat", *hour)
    assert code == 0
    rows = [line.split() for line in out.splitlines()]
    assert ["all", "$45.00", "$5.00", "+$40.00", "100", "%", "3"] in rows
    assert ["tenant", "acme", "$40.00", "$0.00", "+$40.00", "100", "%", "1"] in rows
    assert "driven by   tenant acme" in out
    assert "ace0" * 8 in out
    _, out, _ = centspan("who", "--feature", "chat", *hour, "--json")
    found = json.loads(out)
    assert sum(float(each) for each in found["split"].values()) == 40
    assert found["by"]["tenant"][0]["value"] == "acme"


def test_who_of_weeks_reads_rollups(dsn, centspan):
    """`who` over more than a day compares with as long before, by what rollups know."""
    span = ("--since", "2026-11-02", "--until", "2026-11-16T12:00", "--dsn", dsn, "--json")
    _, out, _ = centspan("who", "--environment", "production", *span)
    found = json.loads(out)
    assert [each["value"] for each in found["by"]["tenant"][:2]] == ["", "acme"]
    assert found["by"]["feature"][0]["value"] == "young"
    _, out, _ = centspan("who", "--feature", "chat", *span)
    of_chat = json.loads(out)
    assert of_chat["by"]["tenant"][0]["value"] == "acme"
    assert float(of_chat["usd"]) == 348 * 5 + 40


def test_who_of_a_scope_without_calls_says_so(dsn, centspan):
    """`who` ends with 1 where the scope has no call in this time."""
    code, out, _ = centspan("who", "--feature", "nobody", "--dsn", dsn)
    assert code == 1
    assert out.startswith("no calls: nobody, ")


def test_the_demo_prints_what_fired_with_its_headline_and_board(dsn, capsys):
    """What fires at the demo's hours is printed with severity, headline, cause and board, and kept as an event."""
    with connect(dsn) as client:
        alerts = fired(client, [NOON], Places("http://127.0.0.1:8088"), rules=(FEATURE_SPIKE,))
        kept = client.query("SELECT count() FROM alert_events WHERE state = 'firing'").result_rows
    assert [each.dedup_key for each in alerts] == [KEY]
    assert kept[0][0] >= 1
    alerts_table.show(alerts)
    out = capsys.readouterr().out
    assert "chat in production spent $45.00 within an hour" in out
    assert "tenant acme" in out
    assert "feature_spike: http://127.0.0.1:8088/boards/feature?" in out
    alerts_table.show(())
    assert capsys.readouterr().out == "no alert fired\n"


def test_the_start_page_shows_what_fires(dsn):
    """The start page has what fires with its headline, board and runbook, and how many scopes are learning."""
    html = alerts_section.html(lambda: connect(dsn))
    assert "chat in production spent $45.00 within an hour" in html
    assert 'href="http://127.0.0.1:8088/boards/feature?from=' in html
    assert "&amp;environment=production" in html
    assert 'href="/runbooks/feature_spike"' in html
    assert "1 scope is still learning" in html
    broken = alerts_section.html(lambda: connect("http://127.0.0.1:1"))
    assert "The store did not answer" in broken

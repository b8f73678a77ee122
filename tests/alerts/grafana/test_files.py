"""The files that Grafana's alerting loads are current, well-formed and the same bytes whenever they are built."""

from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from centspan.alerts.address import BOARDS
from centspan.alerts.grafana.checks.every import findings
from centspan.alerts.grafana.file import NAME, document, stale, text, without, write
from centspan.alerts.grafana.numbers import labels_of
from centspan.alerts.grafana.rule_entry import Readers, duration, uid
from centspan.alerts.rules import RULES, rule
from centspan.collector.query import load
from centspan.instrumentation.errors import CentspanError

ROOT = Path(__file__).parents[3]
LOCAL = Readers("http://127.0.0.1:8088")
READERS = Readers("https://centspan.example.com", receiver="centspan")


@pytest.fixture(scope="module")
def small():
    """A file of two rules."""
    return document(LOCAL, RULES[:2])


def test_a_file_reads_as_what_was_built(small):
    """The file's YAML is what was built, the same bytes each time, marked as generated."""
    assert document(LOCAL, RULES[:2]) == small
    said = text(small)
    assert said == text(small)
    assert "generated" in said.splitlines()[1]
    assert yaml.safe_load(said) == small


def test_stale_files_are_named(tmp_path, small):
    """A file that is missing or behind its rules is named; one just written is neither."""
    assert stale(tmp_path, small) == [f"{NAME} is missing"]
    write(tmp_path / "new", small)
    assert stale(tmp_path / "new", small) == []
    (tmp_path / "new" / NAME).write_text("apiVersion: 1")
    assert stale(tmp_path / "new", small) == [f"{NAME} is behind its rules"]


def test_rules_may_go_to_a_contact_point_of_ours():
    """With a receiver every rule goes to it, and the contact point that we ship is one that Grafana takes."""
    built = document(READERS)
    assert findings(built) == []
    sent = {r["notification_settings"]["receiver"] for g in built["groups"] for r in g["rules"]}
    folder = ROOT / "deploy" / "grafana" / "alerting"
    point = yaml.safe_load((folder / "contact-point.yaml").read_text("utf-8"))
    assert findings(point) == []
    assert sent == {each["name"] for each in point["contactPoints"]}
    settings = point["contactPoints"][0]["receivers"][0]["settings"]
    given = dict(line.split("=", 1) for line in _lines(folder / "alerting.env"))
    assert {value[1:] for value in settings.values() if value.startswith("$")} == set(given)
    assert all(given.values())


def test_every_rule_can_be_taken_away_again():
    """The file that removes the rules names each by the uid it has, and has no mistake."""
    gone = without()
    assert findings(gone) == []
    assert {each["uid"] for each in gone["deleteRules"]} == {uid(rule) for rule in RULES}


@pytest.mark.parametrize("each", RULES, ids=lambda each: each.id)
def test_boards_and_runbooks_of_alerts_are_there(drawn, each):
    """An alert leads to a board that is committed, limited by variables that the board has, and to a runbook."""
    said = drawn[each.id]["annotations"]
    assert f"/d/centspan-{each.board}?" in said["board_url"]
    assert (ROOT / "dashboards" / f"{each.board}.json").is_file()
    assert all(
        f"&var-{name}=" not in said["board_url"]
        for name in set(_variables()) - {*BOARDS[each.board]}
    )
    assert said["runbook_url"] == f"http://127.0.0.1:8088/runbooks/{each.id}"


def test_a_question_is_asked_at_exactly_its_moment():
    """A question's SQL at a moment has it to the second, its values as numbers, and nothing left to fill in."""
    query = load("alert_feature_spike")
    sql = query.at("toDateTime(7)", **rule("feature_spike").values)
    assert "toDateTime(7)" in sql
    assert "{" not in sql.replace("{end}", "")
    with pytest.raises(CentspanError, match="needs a value for z"):
        query.at("toDateTime(7)")


def test_a_rule_that_lacks_a_label_is_refused():
    """A rule whose question does not tell one of its labels is refused in words."""
    odd = replace(rule("feature_spike"), labels=("environment", "planet"))
    with pytest.raises(CentspanError, match="expected to tell planet"):
        labels_of(odd)


def test_a_sentence_gets_the_numbers_that_it_says():
    """Where a sentence tells since when, or a change, Grafana asks, or reckons, that too, and no mistake is made in it."""
    said = "{scope} rose by {change} since {since}"
    told = {each.id: replace(each, says=said) for each in RULES}
    built = document(LOCAL, tuple(told.values()))
    assert findings(built) == []
    refs = [[each["refId"] for each in r["data"]] for g in built["groups"] for r in g["rules"]]
    assert refs == [["A", "B", "C", "D", "E", "F"]] * len(RULES)


def test_lengths_are_told_as_prometheus_does():
    """Whole hours in hours, whole minutes in minutes, and nothing as 0s."""
    paces = {each.every for each in RULES} | {each.keep for each in RULES}
    assert {duration(each)[-1] for each in paces} <= {"h", "m", "s"}
    assert duration(min(paces)) == "0s"


def _lines(path):
    return [line for line in path.read_text("utf-8").splitlines() if line and line[0] != "#"]


def _variables():
    return [name for names in BOARDS.values() for name in names]

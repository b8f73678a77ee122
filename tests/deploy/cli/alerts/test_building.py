"""`centspan alerts build`: the rules as a file that Grafana's alerting loads."""

from centspan.deploy.cli.alerts.build import LOCAL
from centspan.deploy.stack.stack import Ports

NAME = "grafana-rules.yaml"


def test_building_writes_what_checking_then_finds_current(centspan, tmp_path):
    """build writes one file; --check ends with 1 where it is missing or changed, says so, and writes nothing."""
    code, _, err = centspan("alerts", "build", "--out", tmp_path, "--check")
    assert (code, f"{NAME} is missing; run: centspan alerts build" in err) == (1, True)
    assert list(tmp_path.iterdir()) == []
    assert centspan("alerts", "build", "--out", tmp_path)[0] == 0
    assert [each.name for each in tmp_path.iterdir()] == [NAME]
    code, _, err = centspan("alerts", "build", "--out", tmp_path, "--check", "--receiver", "other")
    assert (code, f"{NAME} is behind its rules" in err) == (1, True)


def test_rules_are_taken_away_by_a_file(centspan, tmp_path):
    """--remove writes a file of the same name that deletes every rule and has none."""
    assert centspan("alerts", "build", "--out", tmp_path, "--remove")[0] == 0
    text = (tmp_path / NAME).read_text("utf-8")
    assert "deleteRules:" in text
    assert "groups:" not in text


def test_what_is_no_address_is_refused(centspan, tmp_path):
    """A viewer that is no address is refused, and nothing is written; the default is a local stack's."""
    code, _, err = centspan("alerts", "build", "--out", tmp_path, "--viewer", "example")
    assert (code, "expected https://host" in err) == (2, True)
    assert list(tmp_path.iterdir()) == []
    assert f"http://{Ports().host}:{Ports().ui}" == LOCAL

"""`centspan optimize`."""

import json
from datetime import UTC, datetime

import pytest

from centspan.deploy.cli import main


@pytest.fixture(scope="module")
def dsn(answers_dsn):
    """A store in which one answer of a thousand is very long."""
    return answers_dsn


def test_proposals_are_told_with_what_they_rest_on(dsn, capsys):
    """`optimize` prints each proposal with its saving and interval, how it was found, and what it does not propose."""
    assert main(["optimize", "--dsn", dsn]) == 0
    told = capsys.readouterr().out
    for said in (
        "cap",
        "chat",
        "14.6%",
        "set max_tokens to 128",
        "replayed on 1,000 calls",
        "Not proposed",
    ):
        assert said in told, said


def test_the_same_calls_give_the_same_bytes(dsn, capsys):
    """Run twice on the same calls and time, `optimize --json` prints the same bytes."""
    until = datetime.now(UTC).isoformat()
    answers = []
    for _ in range(2):
        assert main(["optimize", "--dsn", dsn, "--until", until, "--json"]) == 0
        answers.append(capsys.readouterr().out)
    assert answers[0] == answers[1]
    proposal = json.loads(answers[0])["proposals"][0]
    assert (proposal["lever"], proposal["saved_share"]) == ("cap", "0.146273170732")


def test_what_all_save_together_is_told_and_sent_on(dsn, capsys, tmp_path):
    """`optimize` carries proposals out together, prints a waterfall, and writes a page where it is told to."""
    file = tmp_path / "report.html"
    assert main(["optimize", "--dsn", dsn, "--dry-run", "--report", str(file)]) == 0
    told = capsys.readouterr().out
    assert "Together they save" in told
    assert "95 % interval" in told
    saved = next(
        line for line in told.splitlines() if line.startswith("Together they save")
    ).split()[3]
    assert f"<h1>{saved} of " in file.read_text("utf-8")
    assert main(["optimize", "--dsn", dsn, "--dry-run", "--report", str(tmp_path)]) == 2
    assert "expected a file to write the report to" in capsys.readouterr().err


def test_a_plan_is_of_what_is_named(dsn, capsys):
    """`--plan` takes ids or `none`; an id that is not found is refused, as is a proposal below `--least-usd`."""
    asked = ["optimize", "--dsn", dsn, "--dry-run", "--json"]
    assert main([*asked, "--plan", "none"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["plan"] is None
    id_ = found["proposals"][0]["id"]
    assert main([*asked, "--plan", id_[:8]]) == 0
    plan = json.loads(capsys.readouterr().out)["plan"]
    assert [step["id"] for step in plan["steps"]] == [id_]
    assert plan["saving_usd"] == found["proposals"][0]["saving_usd"]
    assert main([*asked, "--least-usd", "1000000", "--plan", id_]) == 2
    assert "expected the id of one proposal" in capsys.readouterr().err
    assert main([*asked, "--plan", "accepted"]) == 2
    assert "found none of 0" in capsys.readouterr().err


def test_a_backtest_tells_what_came(dsn, capsys):
    """`--backtest` tells what proposals of the first part saved of the rest; a share that leaves nothing is refused."""
    asked = ["optimize", "--dsn", dsn, "--backtest", "--lever", "cap", "--fit-share"]
    assert main([*asked, "0.9"]) == 0
    told = capsys.readouterr().out
    assert "predicted" in told
    assert "intervals cover what came" in told
    assert main([*asked, "0.9", "--json"]) == 0
    (each,) = json.loads(capsys.readouterr().out)["proposals"]
    assert (each["realised_share"], each["realised_usd"]) == ("0", "0")
    with pytest.raises(SystemExit):
        main([*asked, "1"])


def test_a_time_without_calls_is_an_error(dsn, capsys):
    """Where no call was made there is nothing to study, which is said."""
    assert main(["optimize", "--dsn", dsn, "--since", "2020-01-01", "--until", "2020-01-02"]) == 2
    assert "expected calls of known cost" in capsys.readouterr().err


def test_a_proposal_is_listed_shown_and_decided(dsn, capsys):
    """What was found is listed, shown with its policy, accepted, adopted and dismissed by the beginning of its id."""
    assert main(["optimize", "--dsn", dsn, "--lever", "cap"]) == 0
    capsys.readouterr()

    def told(*args):
        assert main(["optimize", *args, "--dsn", dsn, "--json"]) == 0
        return json.loads(capsys.readouterr().out)

    (listed,) = told("list")
    assert (listed["change"], listed["status"]) == ("set max_tokens to 128", "proposed")
    policy = told("show", listed["id"][:9], "--policy")
    assert (policy["kind"], policy["do"]) == ("cap", {"max_tokens": 128})
    assert told("show", listed["id"])["said"]["calls"] == 1000
    assert told("accept", listed["id"])["status"] == "accepted"
    assert main(["optimize", "--dsn", dsn, "--dry-run", "--json", "--plan", "accepted"]) == 0
    (step,) = json.loads(capsys.readouterr().out)["plan"]["steps"]
    assert step["id"] == listed["id"]
    assert told("adopted", listed["id"])["adopted_at"] is not None
    assert told("dismiss", listed["id"], "--reason", "too short")["reason"] == "too short"
    assert told("list", "--status", "proposed") == []
    assert main(["optimize", "list", "--dsn", dsn]) == 0
    assert "dismissed: too short" in capsys.readouterr().out
    assert main(["optimize", "show", listed["id"], "--dsn", dsn]) == 0
    assert "replayed on 1,000 calls of 10 users" in capsys.readouterr().out

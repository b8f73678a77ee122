"""What open proposals save together, as `centspan optimize` stores and lists it."""

import json
from decimal import Decimal

import pytest


@pytest.fixture(scope="module")
def dsn(answers_dsn):
    """A store in which one answer of a thousand is very long."""
    return answers_dsn


def test_the_total_that_is_listed_is_the_plans(centspan, dsn):
    """A run of one lever leaves no total but says that savings overlap; one of all levers leaves its plan, which a decision takes from."""
    assert centspan("optimize", "--lever", "cap", "--dsn", dsn)[0] == 0
    assert "Savings overlap, so do not add them up" in centspan("optimize", "list", "--dsn", dsn)[1]
    plan = json.loads(centspan("optimize", "--json", "--dsn", dsn)[1])["plan"]
    listed = json.loads(centspan("optimize", "list", "--json", "--dsn", dsn)[1])
    together = sum(Decimal(each["together_usd"]) for each in listed if each["together_usd"])
    assert together == Decimal(plan["saving_usd"])
    assert "Together the open ones save" in centspan("optimize", "list", "--dsn", dsn)[1]
    id_ = plan["steps"][0]["id"]
    assert "of what those before it left" in centspan("optimize", "show", id_, "--dsn", dsn)[1]
    assert centspan("optimize", "dismiss", id_, "--reason", "long is good", "--dsn", dsn)[0] == 0
    told = centspan("optimize", "list", "--dsn", dsn)[1]
    assert "save $0.00 of" in told
    assert "without the 1 decided or withdrawn since" in told
    said = json.loads(centspan("optimize", "--json", "--dsn", dsn)[1])
    assert said["proposals"] == []
    assert any("was dismissed (long is good)" in each["why"] for each in said["declined"])
    assert said["plan"]["steps"] == []


def test_a_plan_of_some_is_not_stored(centspan, dsn):
    """A run that carries out what it was told to, or stores nothing, leaves the stored total as it was."""
    before = centspan("optimize", "list", "--dsn", dsn)[1]
    for said in (["--plan", "none"], ["--dry-run"], ["--feature", "chat"]):
        assert centspan("optimize", *said, "--dsn", dsn)[0] == 0
    assert centspan("optimize", "list", "--dsn", dsn)[1] == before

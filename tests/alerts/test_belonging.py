"""Whose an alert is."""

import pytest

from centspan.alerts.budgets.read import read
from centspan.alerts.enrich.belonging import Belonging, belonging, covering_budget

FILE = """
[[budget]]
id = "all"
amount = 100
period = "month"

[[budget]]
id = "support"
scope = { team = "support" }
amount = 50
period = "month"
owner = "support"

[[budget]]
id = "chat"
scope = { feature = "chat", team = "support" }
amount = 20
period = "month"
owner = "chat-people"

[[budget]]
id = "search-web"
scope = { feature = "search", team = "web" }
amount = 5
period = "month"
owner = "web"

[[budget]]
id = "search-app"
scope = { feature = "search", team = "app" }
amount = 5
period = "month"
owner = "app"
"""
DEFAULTS = Belonging("platform", "slack")


@pytest.fixture
def stands(tmp_path):
    path = tmp_path / "budgets.toml"
    path.write_text(FILE, "utf-8")
    return read(path)


def test_a_feature_of_several_teams_is_none_of_theirs(stands):
    """An alert on a feature that several teams have budgets for is of whoever has the rest."""
    labels = {"environment": "production", "feature": "search"}
    assert belonging(labels, stands, DEFAULTS) == DEFAULTS
    assert covering_budget(labels, stands) == "all"


def test_a_feature_of_one_team_is_that_teams(stands):
    """An alert on a feature whose only budget names a team is of that budget's owner."""
    labels = {"environment": "production", "feature": "chat"}
    assert belonging(labels, stands, DEFAULTS) == Belonging("chat-people", "slack")
    assert covering_budget(labels, stands) == "chat"
    assert belonging({**labels, "team": "web"}, stands, DEFAULTS) == DEFAULTS

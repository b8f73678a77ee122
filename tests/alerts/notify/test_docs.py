"""docs/alerts.md says what is sent."""

import re
from dataclasses import fields
from pathlib import Path

from centspan.alerts.budgets.read import read
from centspan.alerts.notify.channels import CHANNEL_KINDS
from centspan.alerts.payload import Alert, BudgetStanding, Contributor, Split

PAGE = (Path(__file__).parents[3] / "docs" / "alerts.md").read_text("utf-8")


def test_the_page_explains_every_key_of_the_payload():
    """docs/alerts.md has every key of an alert and of the parts within it."""
    said = set(re.findall(r"`(\w+)`", PAGE.partition("## The payload")[2]))
    names = {
        each.name for part in (Alert, BudgetStanding, Contributor, Split) for each in fields(part)
    }
    assert names - said == set()


def test_the_page_shows_a_channel_of_every_kind(tmp_path):
    """The channels that docs/alerts.md shows are of every kind there is, and can be read."""
    file = tmp_path / "budgets.toml"
    file.write_text(PAGE.partition("```toml\n")[2].partition("```")[0])
    kinds = [each.kind for each in read(file).channels]
    assert sorted(kinds) == sorted(each.name for each in CHANNEL_KINDS)

"""docs/budgets.md"""

import re
from pathlib import Path

from centspan.alerts.budgets.channel import KINDS
from centspan.alerts.budgets.check import check
from centspan.alerts.budgets.tables import TABLES

PAGE = (Path(__file__).parents[3] / "docs" / "budgets.md").read_text("utf-8")


def test_the_example_of_the_page_can_be_applied(said):
    """The page's example reads and checks without a problem, and shows every kind of table."""
    (example,) = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)
    assert check(said(example)) == ()
    assert set(re.findall(r"^\[\[(\w+)\]\]", example, re.MULTILINE)) == set(TABLES)


def test_the_page_names_every_channel_and_its_keys():
    """The page's table of channels has each kind with the keys it must and may have."""
    for name, kind in KINDS.items():
        row = next(line for line in PAGE.splitlines() if line.startswith(f"| `{name}` |"))
        _, _, must, may, secret, _ = row.split("|")
        assert tuple(re.findall(r"`(\w+)`", must)) == kind.required
        assert set(kind.optional) <= set(re.findall(r"`(\w+)`", may))
        assert tuple(re.findall(r"`(\w+)`", secret)) == kind.secret

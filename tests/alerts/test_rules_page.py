"""docs/alerts.md has a table of all rules, which says of each what it does."""

import re
from pathlib import Path

import pytest

from centspan.alerts.rules import RULES

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "alerts.md").read_text("utf-8")
ROWS = [
    [cell.strip() for cell in line.strip("| ").split("|")]
    for line in PAGE.partition("## The rules")[2].partition("\n## ")[0].splitlines()
    if line.startswith("| [`")
]
UNITS = ((86400, "d"), (3600, "h"), (60, "min"))
TABLES = {"budget", "goal", "window", "task_limit", "token_budget"}


def length(duration):
    """As the table says it: 15 min, 6 h, 3 d, or – for none."""
    seconds = int(duration.total_seconds())
    return next((f"{seconds // n} {unit}" for n, unit in UNITS if seconds and not seconds % n), "–")


def test_the_table_has_every_rule_in_order():
    """docs/alerts.md has a row for each rule, in their order, which links to its runbook; Grafana's file has them too."""
    linked = [re.match(r"\[`(\w+)`\]\(\.\./(.+)\)", row[0]).groups() for row in ROWS]
    assert linked == [(each.id, f"alerts/runbooks/{each.id}.md") for each in RULES]
    assert all((ROOT / path).is_file() for _, path in linked)
    in_grafana = re.findall(
        r"rule: \"?(\w+)", (ROOT / "alerts/grafana-rules.yaml").read_text("utf-8")
    )
    assert {each.id for each in RULES} == set(in_grafana)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_the_table_says_how_a_rule_is_judged(rule):
    """A rule's row has its severity, pace, waiting time and share, names tables of budgets.toml, and what it costs."""
    _, fires, severity, over, paces, named, cost = next(
        row for row in ROWS if f"[`{rule.id}`]" in row[0]
    )
    assert over
    assert paces == " / ".join(map(length, (rule.every, rule.pending, rule.keep)))
    pages = rule.severity == "page" or "AS severity" in rule.query.sql.rpartition("\nSELECT\n")[2]
    assert ("page" in severity) == pages
    if "share" in rule.values:
        assert f"{rule.values['share']:.0%}".replace("%", " %") in fires
    assert set(re.findall(r"\[\[(\w+)\]\]", named)) <= TABLES
    assert re.fullmatch(r"[\d,]+; [\d,]+", cost)

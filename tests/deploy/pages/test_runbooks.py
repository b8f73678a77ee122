"""Runbooks, where alerts lead."""

import pytest
import urllib3

from centspan.alerts.rules import RULES
from centspan.deploy.pages import runbooks


@pytest.mark.parametrize("rule", RULES, ids=lambda each: each.id)
def test_every_rule_has_a_runbook_that_is_served(rule):
    """Every rule has a runbook with its meaning, impact, diagnosis and mitigation, as a page."""
    page = runbooks.html(rule.id)
    for part in ("Meaning", "Impact", "Diagnosis", "Mitigation"):
        assert f"<h2>{part}</h2>" in page


def test_an_unknown_runbook_leads_to_those_there_are(up):
    """An address of no runbook is answered with 404 and a list of those there are."""
    answer = urllib3.request("GET", f"{up.ui}/runbooks/no_such_rule", timeout=30)
    assert answer.status == 404
    assert b"no rule" in answer.data
    assert f'href="/runbooks/{RULES[0].id}"'.encode() in answer.data

"""A first file of budgets from history"""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from budget_calls import END

from centspan.alerts.budgets.check import check
from centspan.alerts.budgets.history import MONTH
from centspan.alerts.budgets.suggest import suggest
from centspan.instrumentation.errors import CentspanError


def test_nothing_is_suggested_from_too_little(spent):
    """With no calls, or less than three weeks of them, no file is written and the reason is told."""
    with pytest.raises(CentspanError, match="found 0 days"):
        suggest(spent, END - timedelta(days=90))
    with pytest.raises(CentspanError, match=r"found 1[3-5] days"):
        suggest(spent, END - timedelta(days=45))


def test_a_suggestion_can_be_applied_as_it_is(spent, said):
    """What is suggested reads back and checks without a problem, parts within their parents."""
    file = said(suggest(spent, END))
    assert check(file, spent) == ()
    assert {each.id: (dict(each.scope), each.parent) for each in file.budgets} == {
        "everything": ({}, ""),
        "team-support": ({"team": "support"}, "everything"),
        "team-tools": ({"team": "tools"}, "everything"),
        "chat": ({"feature": "chat", "team": "support"}, "team-support"),
        "code": ({"feature": "code", "team": "tools"}, "team-tools"),
    }


def test_an_amount_is_a_month_of_what_was_spent_and_two_fifths_more(spent, said, every_call):
    """A month is what the last four weeks (or two, where dearer) cost a day; the amount two fifths more, rounded up."""
    (chat,) = (each for each in said(suggest(spent, END)).budgets if each.id == "chat")
    today = END.replace(hour=0)
    month = (
        max(
            sum(
                call.usd
                for call in every_call
                if call.feature == "chat" and today - timedelta(days=days) <= call.at < today
            )
            / days
            for days in (28, 14)
        )
        * MONTH
    )
    assert chat.expected == round(month, 2)
    assert month * Decimal("1.4") <= chat.amount <= month * Decimal("1.54")


def test_what_gets_no_budget_or_goal_is_told(spent, said):
    """A young feature and one of low TER by nature get none, and a comment says why."""
    text = suggest(spent, END)
    assert re.search(r'# "young": (9|10|11) days of history, 21 are needed', text)
    assert re.search(r'# "code": (1\.9|2\.0)%, no goal', text)
    assert {goal.id: dict(goal.scope) for goal in said(text).goals} == {
        "ter-chat": {"feature": "chat"}
    }

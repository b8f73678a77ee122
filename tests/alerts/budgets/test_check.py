"""Checking a file of budgets: what does not fit together, and what fits no call"""

from datetime import UTC, datetime

import pytest

from centspan.alerts.budgets.check import check

AT = datetime(2026, 11, 21, 12, tzinfo=UTC)


def budget(name, amount, period="month", more=""):
    return f'[[budget]]\nid = "{name}"\namount = {amount}\nperiod = "{period}"\n{more}\n'


TOP = budget("top", 3000)
PART = 'parent = "top"'
QUIET = {
    "nothing": "",
    "parts that come to all of it": TOP
    + budget("a", 2000, more=PART)
    + budget("b", 1000, more=PART),
    "days, weeks and quarters that fit": 'fiscal_year_starts = "04-01"\n'
    + budget("top", 12000, "fiscal_year")
    + budget("a", 700, "month", PART)
    + budget("b", 900, "fiscal_quarter", PART),
    "more than all of it, as said": budget("top", 10, more="overcommit = true")
    + budget("a", 20, more=PART),
    "the same scope twice": TOP + budget("also", 5),
    "a silence to come": '[[silence]]\nrule = "*"\nfrom = 2026-11-22\nto = 2026-11-23',
}


@pytest.mark.parametrize("text", QUIET.values(), ids=QUIET)
def test_a_file_that_holds_together_has_no_problem(said, text):
    """Parts within their parent, overcommitted parents that say so, and what is to come are no problem."""
    assert check(said(text), at=AT) == ()


LOUD = {
    "more than all of it": (
        TOP + budget("a", 2000, more=PART) + budget("b", 1000.5, more=PART),
        (1, 'parts ("a", "b") to come to at most 3,000 usd a month, found 3,000.50'),
    ),
    "more by days": (TOP + budget("a", 100, "day", PART), (1, "found 3,043.75")),
    "more by weeks": (TOP + budget("a", 700, "week", PART), (1, "found 3,043.75")),
    "units that do not mix": (
        TOP + budget("a", 5, more=f'{PART}\nunit = "tokens"'),
        (6, 'the unit of its parent "top", usd, found tokens'),
    ),
    "a parent that is not there": (budget("a", 5, more='parent = "b"'), (1, "(no other), found")),
    "a circle": (
        budget("a", 5, more='parent = "b"') + budget("b", 5, more='parent = "a"'),
        (1, "found it in a circle"),
    ),
    "its own parent": (budget("a", 5, more='parent = "a"'), (1, "found it in a circle")),
    "an id twice": (
        budget("a", 5) + "\n" + budget("a", 5),
        (7, "expected one entry for it, found 2"),
    ),
    "a goal with a budget's id": (
        budget("a", 5) + '[[goal]]\nid = "a"\nscope = {}\nter = 0.2',
        (6, "expected one entry for it, found 2"),
    ),
    "a channel that is not there": (
        '[[channel]]\nname = "ops"\nkind = "slack"\nurl = "env:U"\n'
        + budget("a", 5, more='channel = "opps"'),
        (5, '(ops), found "opps" (did you mean "ops"?)'),
    ),
    "a scope that nothing keeps": (
        budget("a", 5, more='scope = { tenant = "t", route = "/r" }'),
        (1, "found tenant, route together"),
    ),
    "a limit twice": ("[[task_limit]]\nusd = 1\n[[task_limit]]\ncalls = 3", (3, "found 2")),
}


@pytest.mark.parametrize(("text", "expected"), LOUD.values(), ids=LOUD)
def test_what_does_not_hold_together_is_told_by_line(said, text, expected):
    """Over-allocation, wrong parents, doubled ids, unknown channels and unknowable scopes are errors with a line."""
    problems = check(said(text), at=AT)
    found = {problem.line: problem for problem in problems}
    line, told = expected
    assert told in found[line].text
    assert found[line].is_error


NOTED = {
    "a window that is over": (
        "[[window]]\nfrom = 2026-11-01\nto = 2026-11-02\nexpect = 2",
        "it ended 2026-11-02 00:00 UTC",
    ),
    "a scope outside its parent's": (
        budget("top", 5, more='scope = { feature = "a" }') + budget("b", 5, more=PART),
        "is not within that of its parent",
    ),
    "a user's day elsewhere": (
        budget("a", 5, "day", 'scope = { user = "u" }\ntimezone = "Asia/Tokyo"'),
        "kept by days of UTC",
    ),
}


@pytest.mark.parametrize(("text", "told"), NOTED.values(), ids=NOTED)
def test_what_may_be_meant_is_only_noted(said, text, told):
    """What is over, lies outside its parent or begins at another midnight is noted and keeps nothing back."""
    (problem,) = check(said(text), at=AT)
    assert told in problem.text
    assert not problem.is_error
    assert ": note: " in problem.sentence("budgets.toml")


def test_a_rule_that_is_not_there_cannot_be_silenced(said):
    """A silence of a known rule, or of all, is quiet; one of another is an error with the nearest name."""
    silence = '[[silence]]\nrule = "{}"\nfrom = 2026-11-22\nto = 2026-11-23\n'
    assert check(said(silence.format("feature_spike") + silence.format("*")), at=AT) == ()
    (problem,) = check(said(silence.format("feature_spik")), at=AT)
    assert 'found "feature_spik" (did you mean "feature_spike"?)' in problem.text


def test_a_scope_that_no_call_has_is_noted(said, spent):
    """With a store, scopes of routes, tenants and users that calls have are quiet, and a typing error is noted."""
    scopes = (
        'feature = "chat", team = "support", route = "/a"',
        'tenant = "tenant-1", environment = "staging"',
        'user = "user-1", feature = "code"',
        'feature = "caht"',
        'tenant = "tenant-9"',
    )
    file = said(
        "".join(budget(f"b{n}", 5, more=f"scope = {{ {s} }}") for n, s in enumerate(scopes))
    )
    assert [problem.where for problem in check(file, spent)] == ['budget "b3"', 'budget "b4"']

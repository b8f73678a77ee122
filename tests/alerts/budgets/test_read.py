"""Reading budgets.toml: what it may say, and which line is told where it says something else"""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from centspan.alerts.budgets.channel import resolved
from centspan.alerts.budgets.model import Silence, TaskLimit, TokenBudget, Window
from centspan.alerts.budgets.own_file import own_file
from centspan.alerts.budgets.problem import BudgetsError
from centspan.alerts.budgets.read import read
from centspan.instrumentation.errors import CentspanError

WHOLE = """\
timezone = "Europe/Berlin"
fiscal_year_starts = "04-06"

[defaults]
channel = "slack-platform"
owner = "platform"

[[channel]]
name = "slack-platform"
kind = "slack"
url = "env:SLACK_URL"

[[budget]]
id = "platform"
amount = 3000
period = "month"
overcommit = true

[[budget]]
id = "chat"
amount = 1200.50
period = "fiscal_quarter"
unit = "usd"
timezone = "Asia/Tokyo"
expected = 900
parent = "platform"
owner = "search"
severity = { "80" = "ticket", "100" = "page" }
[budget.scope]
environment = "production"
feature = "chat"
tenant = ""

[[goal]]
id = "ter-chat"
scope = { feature = "chat" }
ter = 0.2

[[window]]
scope = { feature = "chat" }
from = 2026-11-27
to = 2026-11-28T12:00:00
expect = 3.0
reason = "launch"

[[silence]]
rule = "*"
from = 2026-11-27T00:00:00Z
to = 2026-11-28T00:00:00+02:00
by = "ana"

[[task_limit]]
usd = 5

[[token_budget]]
section = "tools"
tokens = 50_000
"""


def test_a_file_may_say_nothing(said):
    """An empty file is a file without budgets, in UTC."""
    file = said("# nothing yet\n")
    assert (file.timezone, file.budgets, file.channels) == ("UTC", (), ())


def test_everything_a_file_can_say_is_read(said):
    """Scopes, amounts, zones, defaults, windows, silences and limits are read; local times become UTC."""
    file = said(WHOLE)
    first, chat = file.budgets
    assert (first.owner, first.channel, first.severity[95]) == (
        "platform",
        "slack-platform",
        "ticket",
    )
    assert (first.overcommit, first.timezone, first.unit) == (True, "Europe/Berlin", "usd")
    assert chat.scope == {"environment": "production", "feature": "chat"}
    assert (chat.amount, chat.expected) == (Decimal("1200.50"), Decimal(900))
    assert (chat.period, chat.fiscal_year_starts) == ("fiscal_quarter", "04-06")
    assert (chat.severity, chat.timezone) == ({80: "ticket", 100: "page"}, "Asia/Tokyo")
    assert (chat.parent, chat.owner, chat.line) == ("platform", "search", 19)
    assert file.goals[0].alert_below == Decimal("0.15")
    night, noon = datetime(2026, 11, 26, 23, tzinfo=UTC), datetime(2026, 11, 28, 11, tzinfo=UTC)
    assert file.windows == (Window({"feature": "chat"}, night, noon, Decimal(3), "launch"),)
    until = datetime(2026, 11, 27, 22, tzinfo=UTC)
    begins = datetime(2026, 11, 27, tzinfo=UTC)
    assert file.silences == (Silence("*", {}, begins, until, "", "ana"),)
    assert file.task_limits == (TaskLimit({}, Decimal(5), 100),)
    assert file.token_budgets == (TokenBudget({}, "tools", 50_000),)


BUDGET = 'id = "b"\namount = 1\nperiod = "month"\n'
WRONG = (
    ('timezone = "Europe/Berlim"', 1, "timezone: expected a time zone"),
    ("\n[[budgets]]\nid = 1", 2, '(did you mean "budget"?)'),
    ("\n[budget]\nid = 1", 2, "expected a list of tables; write [[budget]]"),
    ('[[budget]]\nid = "b"\nperiod = "day"', 1, 'budget 1 (id "b"): expected amount, found none'),
    ('[[budget]]\nid = "Chat"\namount = 1\nperiod = "day"', 2, "id: expected an id of small"),
    ('[[budget]]\nid = "b"\namount = "12"\nperiod = "day"', 3, "amount: expected a number"),
    ('[[budget]]\nid = "b"\namount = -1\nperiod = "day"', 3, "amount: expected a number of more"),
    ('[[budget]]\nid = "b"\namount = nan\nperiod = "day"', 3, "amount: expected a number"),
    ('[[budget]]\nid = "b"\namount = true\nperiod = "day"', 3, "found true"),
    ('[[budget]]\nid = "b"\namount = 1\nperiod = "monthly"', 4, '(did you mean "month"?)'),
    (
        '[[budget]]\nid = "b"\namount = 1\nperiod = "fiscal_year"',
        4,
        "fiscal_year_starts at the top",
    ),
    (f"[[budget]]\n{BUDGET}perod = 1", 5, "perod: expected one of the keys"),
    (
        f'[[budget]]\n{BUDGET}scope = {{ featur = "x" }}',
        5,
        'found featur (did you mean "feature"?)',
    ),
    (f"[[budget]]\n{BUDGET}scope = {{ feature = 3 }}", 5, "one text each"),
    (f'[[budget]]\n{BUDGET}unit = "tokens"\nexpected = 1.5', 6, "expected whole tokens"),
    (f'[[budget]]\n{BUDGET}severity = {{ "80%" = "page" }}', 5, "percentages from 1 to 999"),
    (f'# one\n[[budget]]\n{BUDGET}\n[[budget]]\n\namount = 0.5\nid = "c"\n', 7, "expected period"),
    ('[[goal]]\nid = "g"\nscope = {}\nter = 20', 4, "ter: expected a share"),
    (
        '[[goal]]\nid = "g"\nscope = {}\nter = 0.2\nalert_below = 0.3',
        5,
        "expected at most the goal",
    ),
    ("[[window]]\nfrom = 2026-11-28\nto = 2026-11-27\nexpect = 2", 3, "expected a time after"),
    ('[[window]]\nfrom = "soon"\nto = 2026-11-27\nexpect = 2', 2, "without quotes, as 2026-11-27"),
    ("[[task_limit]]\nscope = {}", 1, "expected usd, calls or both"),
    ('[[channel]]\nname = "s"\nkind = "slack"\nurl = "https://x/y"', 4, "a reference to a secret"),
    ('[[channel]]\nname = "s"\nkind = "slak"', 3, '(did you mean "slack"?)'),
    ('[[channel]]\nname = "s"\nkind = "pagerduty"', 1, "expected routing_key"),
    ('[[channel]]\nname = "s"\nkind = "webhook"\nurl = "env:U"\nport = 3', 5, "expected only name"),
    ("x = 1\ny = = 2", 2, "expected TOML, found"),
    ('x = "', 1, "expected TOML, found"),
)


@pytest.mark.parametrize(("text", "line", "told"), WRONG, ids=range(len(WRONG)))
def test_a_problem_names_its_line(said, text, line, told):
    """What a file may not say is told with its line, what was expected and what was found."""
    with pytest.raises(BudgetsError) as caught:
        said(text)
    assert any(
        problem.line == line and told in problem.sentence("budgets.toml")
        for problem in caught.value.problems
    ), str(caught.value)


def test_all_problems_are_told_at_once(said):
    """A file with several problems tells each of them, in the order of its lines."""
    with pytest.raises(BudgetsError) as caught:
        said('[[budget]]\nid = "B"\namount = 0\n\n[[goal]]\nid = "g"\nter = 2\n')
    assert [problem.line for problem in caught.value.problems] == [1, 2, 3, 5, 7]
    assert str(caught.value).startswith("expected a file that holds together, found 5 problems")


def test_a_line_that_cannot_be_told_is_left_out(said):
    """Tables written in one line have problems without a line rather than with a wrong one."""
    with pytest.raises(BudgetsError) as caught:
        said('budget = [{ id = "b", amount = 1, period = "never" }]\n')
    assert [problem.line for problem in caught.value.problems] == [None]


def test_a_file_that_cannot_be_read_is_named(tmp_path):
    """A file that is not there, and one that is no text, are told by name."""
    with pytest.raises(CentspanError, match=r"none\.toml: expected a readable file of budgets"):
        read(tmp_path / "none.toml")
    (tmp_path / "b.toml").write_bytes(b"a = 1\n\xff")
    with pytest.raises(BudgetsError, match=r"b\.toml:2: the file: expected UTF-8"):
        read(tmp_path / "b.toml")


def test_secrets_are_only_referred_to(said, tmp_path, monkeypatch):
    """A secret is read where its reference says, beside the file or from the environment, and not before."""
    text = '[[channel]]\nname = "p"\nkind = "pagerduty"\nrouting_key = "file:key.txt"\n'
    (channel,) = said(text).channels
    reference = channel.settings["routing_key"]
    with pytest.raises(CentspanError, match="expected a readable file with a secret"):
        resolved(reference)
    (tmp_path / "key.txt").write_text("hunter2\n")
    assert resolved(reference) == "hunter2"
    with pytest.raises(CentspanError, match="expected a secret at env:NOT_SET_HERE"):
        resolved("env:NOT_SET_HERE")
    monkeypatch.setenv("NOT_SET_HERE", "s")
    assert (resolved("env:NOT_SET_HERE"), resolved("https://x/")) == ("s", "https://x/")


def test_the_file_given_comes_first(tmp_path, monkeypatch):
    """The file that is named comes first, then the environment's, then one here, then the data folder's."""
    monkeypatch.chdir(tmp_path)
    data, own = tmp_path / "data", tmp_path / "data" / "budgets.toml"
    data.mkdir()
    assert own_file(None, data) is None
    own.touch()
    assert own_file(None, data) == own
    (tmp_path / "budgets.toml").touch()
    assert own_file(None, data).resolve() == tmp_path / "budgets.toml"
    monkeypatch.setenv("CENTSPAN_BUDGETS", "other.toml")
    assert str(own_file(None, data)) == "other.toml"
    assert own_file(own, data) == own

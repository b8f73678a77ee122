"""Applying a file of budgets: what stands afterwards, and what is told of it"""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from centspan.alerts.budgets.problem import BudgetsError
from centspan.alerts.budgets.store import store
from centspan.alerts.budgets.stored import stored
from centspan.collector.query import load

FIRST = """\
[[budget]]
id = "chat"
scope = { feature = "chat", environment = "production" }
amount = 1000
period = "month"
owner = "ana"

[[goal]]
id = "ter-chat"
scope = { feature = "chat" }
ter = 0.2

[[window]]
from = 2026-11-27
to = 2026-11-28
expect = 3

[[silence]]
rule = "*"
from = 2026-11-27
to = 2026-11-28

[[task_limit]]
usd = 5

[[token_budget]]
tokens = 9
"""
STANDING = "SELECT id, amount, removed, changed_by FROM budgets ORDER BY version DESC LIMIT 1 BY id"


def changes(client):
    now = datetime.now(UTC)
    rows = load("changes").rows(
        client, start=now - timedelta(hours=1), end=now + timedelta(hours=1)
    )
    return {row["title"]: (row["text"], row["tags"]) for row in rows}


def count(client, table):
    return client.query(f"SELECT count() FROM {table}").result_rows[0][0]


def test_what_already_stands_is_left_alone(empty, said):
    """Applying the same file again writes nothing and tells nothing."""
    store(empty, said(FIRST), "ana")
    tables = ("budgets", "planned_windows", "silences", "limits", "changes")
    before = {table: count(empty, table) for table in tables}
    assert before == dict(zip(tables, (2, 1, 1, 2, 6), strict=True))
    assert store(empty, said(FIRST), "ben").edits == ()
    assert {table: count(empty, table) for table in tables} == before


def test_what_stands_is_read_back_as_it_was_said(empty, said):
    """Budgets, goals, windows, silences and limits come back from the store as the file has them."""
    file = said(
        FIRST + '[[token_budget]]\nsection = "tools"\ntokens = 3\nscope = { model = "m" }\n'
    )
    store(empty, file, "ana")
    back = stored(empty)
    assert (back.budgets, back.goals, back.windows) == (file.budgets, file.goals, file.windows)
    assert (back.silences, back.task_limits) == (file.silences, file.task_limits)
    assert set(map(repr, back.token_budgets)) == {
        repr(replace(each, line=None)) for each in file.token_budgets
    }


def test_a_dry_run_changes_nothing(empty, said):
    """A dry run tells what would be added and stores none of it."""
    assert len(store(empty, said(FIRST), "ana", dry_run=True).added) == 6
    assert (count(empty, "budgets"), count(empty, "changes")) == (0, 0)


def test_a_file_that_does_not_hold_together_is_not_applied(empty, said):
    """A file with an over-allocated budget is refused whole."""
    part = '\n[[budget]]\nid = "part"\nparent = "chat"\namount = 2000\nperiod = "month"\n'
    with pytest.raises(BudgetsError, match="at most 1,000 usd a month"):
        store(empty, said(FIRST + part), "ana")
    assert count(empty, "budgets") == 0


def test_an_edit_says_who_changed_what_from_what_to_what(empty, said):
    """Added, changed and removed entries become versions, and marks on the boards that say what and by whom."""
    store(empty, said(FIRST), "ana")
    edited = FIRST.replace("1000", "1200.5").replace('owner = "ana"', 'owner = "ben"')
    edited = edited.replace("ter-chat", "ter").replace("2026-11-28", "2026-11-29")
    stored = store(empty, said(edited), "ben")
    assert [edit.title for edit in stored.changed] == [
        "budget chat changed",
        "window @2026-11-27T00:00:00Z changed",
        "silence *:@2026-11-27T00:00:00Z changed",
    ]
    assert [edit.id for edit in (*stored.added, *stored.removed)] == ["ter", "ter-chat"]
    told = changes(empty)
    assert told["budget chat changed"] == (
        "amount 1,000 → 1,200.5, owner ana → ben (by ben)",
        "budget,production,chat",
    )
    assert told["goal ter-chat removed"][0].startswith("scope feature chat, unit ter, amount 0.2")
    standing = {row[0]: row[1:] for row in empty.query(STANDING).result_rows}
    assert standing["chat"] == (1200.5, 0, "ben")
    assert (standing["ter-chat"][1], standing["ter"][1]) == (1, 0)


def test_what_was_removed_can_stand_again(empty, said):
    """An entry that left the file and came back stands as it says then, and boards read goals from it."""
    store(empty, said(FIRST), "ana")
    store(empty, said(""), "ana")
    assert {row[2] for row in empty.query(STANDING).result_rows} == {1}
    assert load("budgets_used").rows(empty, end=datetime.now(UTC)) == []
    again = store(empty, said(FIRST), "ana")
    assert [edit.version for edit in again.edits if edit.id == "chat"] == [3]
    assert {row[2] for row in empty.query(STANDING).result_rows} == {0}

"""`centspan alerts check`, `apply` and `suggest`, on the small store of known calls"""

import pytest

from centspan.collector.dsn import connect

GOOD = """\
[[budget]]
id = "search"
scope = { feature = "search" }
amount = 100
period = "month"
"""


@pytest.fixture
def budgets(tmp_path):
    """Writes a file of budgets; returns its path."""

    def write(text):
        (tmp_path / "budgets.toml").write_text(text)
        return tmp_path / "budgets.toml"

    return write


def test_a_good_file_is_said_to_be_good(dsn, centspan, budgets):
    """A file without a problem ends with 0 and says what can be applied."""
    path = budgets(GOOD)
    code, out, _ = centspan("alerts", "check", path, "--dsn", dsn)
    assert (code, out) == (0, f"{path}: can be applied (budgets: 1, goals: 0)\n")


def test_problems_are_printed_by_line(dsn, centspan, budgets):
    """Errors end with 1, a line each with the file and its line; notes alone end with 0."""
    path = budgets(GOOD.replace("100", "none"))
    code, out, _ = centspan("alerts", "check", path)
    assert (code, f"{path}:4: the file: expected TOML" in out) == (1, True)
    path = budgets(GOOD.replace("period", "perod"))
    code, out, _ = centspan("alerts", "check", path)
    assert (code, f'{path}:5: budget 1 (id "search"): perod: expected' in out) == (1, True)
    path = budgets(GOOD.replace('feature = "search"', 'feature = "serach"'))
    code, out, _ = centspan("alerts", "check", path, "--dsn", dsn)
    assert (code, f'{path}:1: note: budget "search": no call of' in out) == (0, True)


def test_scripts_get_problems_as_json(centspan, budgets, monkeypatch):
    """--json has each problem with its line, entry and level."""
    monkeypatch.setenv("CENTSPAN_BUDGETS", str(budgets(GOOD.replace("100", "0"))))
    code, out, _ = centspan("alerts", "check", "--json")
    assert (code, '"line": 4' in out, '"level": "error"' in out) == (1, True, True)


def test_applying_says_what_changes_and_changes_it_once(
    dsn, centspan, answer, budgets, monkeypatch
):
    """A dry run tells and stores nothing; applying stores and tells who; applying again changes nothing."""
    monkeypatch.setenv("CENTSPAN_USER", "ana")
    apply = ("alerts", "apply", budgets(GOOD), "--dsn", dsn)
    code, out, _ = centspan(*apply, "--dry-run")
    assert code == 0
    assert "budget search added: scope feature search, unit usd, amount 100" in out
    assert out.endswith("would be 1 added, 0 changed, 0 removed\n")
    assert [edit["what"] for edit in answer(*apply)["edits"]] == ["added"]
    assert centspan(*apply)[1] == "0 added, 0 changed, 0 removed\n"
    budgets(GOOD.replace("100", "120"))
    (edit,) = answer(*apply)["edits"]
    assert (edit["detail"], edit["before"]["amount"]) == ("amount 100 → 120", "100")
    with connect(dsn) as client:
        rows = client.query("SELECT version, changed_by FROM budgets ORDER BY version").result_rows
    assert rows == [(1, "ana"), (2, "ana")]


def test_a_file_with_errors_is_not_applied(dsn, centspan, budgets):
    """Errors end with 2 and say what to mend, and a file that is not there is named."""
    path = budgets(GOOD.replace("month", "moth"))
    code, out, err = centspan("alerts", "apply", path, "--dsn", dsn)
    assert (code, out) == (2, "")
    assert 'budgets.toml:5: budget 1 (id "search"): period: expected one of' in err
    code, _, err = centspan("alerts", "apply", path.with_name("none.toml"), "--dsn", dsn)
    assert (code, "expected a readable file of budgets" in err) == (2, True)


def test_too_little_history_suggests_nothing(dsn, centspan, tmp_path):
    """Where no budget can be told from history, nothing is written and the reason is told."""
    out = tmp_path / "new.toml"
    code, _, err = centspan("alerts", "suggest", "--out", out, "--dsn", dsn)
    assert (code, out.exists()) == (2, False)
    assert "expected 21 days of calls" in err

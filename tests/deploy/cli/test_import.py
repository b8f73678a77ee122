"""`centspan import` and `centspan export`, as typed."""

import gzip
import json
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from centspan.collector.dsn import connect
from centspan.collector.migrate import migrate
from centspan.deploy import importing

TODAY = datetime.now(UTC).date()
FIRST_DAY, NEXT_DAY, EURO_DAY, AFTER_IT = (TODAY - timedelta(days=days) for days in (9, 8, 6, 5))
TRACE = """TIMESTAMP,ContextTokens,GeneratedTokens
2023-11-16 18:15:46.6805900,374,44
2023-11-17 18:15:50.9951690,396,109
"""
MAPPED = (
    *("--map", "TIMESTAMP=started_at", "--map", "ContextTokens=input_tokens"),
    *(
        "--map",
        "GeneratedTokens=output_tokens",
        "--set",
        "provider=openai",
        "--set",
        "model=gpt-4o",
    ),
)


@pytest.fixture(scope="module")
def empty(tmp_path_factory):
    """A migrated store without calls."""
    dsn = f"chdb://{tmp_path_factory.mktemp('import') / 'store'}"
    with connect(dsn, create_database=True) as client:
        migrate(client)
    return dsn


@pytest.fixture
def trace(tmp_path):
    path = tmp_path / "trace.csv.gz"
    path.write_bytes(gzip.compress(TRACE.encode()))
    return path


def test_old_rows_are_refused_and_can_be_moved(
    empty, centspan, trace, tmp_path, answer, monkeypatch
):
    """A trace of years ago is refused with the reason, code 3, and counts once moved to these days; a long roll is said beforehand."""
    rejects = tmp_path / "rejects.jsonl"
    code, out, _ = centspan("import", trace, *MAPPED, "--rejects", rejects, "--dsn", empty)
    assert code == 3
    assert "0 of 2 rows imported, 2 rejected" in out
    first = json.loads(rejects.read_text().splitlines()[0])
    assert (first["row"], first["values"]["ContextTokens"]) == (1, "374")
    assert "older than the 400 days" in first["reasons"][0]
    monkeypatch.setattr(importing, "MANY_HOURS", 2)
    shifted = ("import", trace, *MAPPED, "--shift-to", FIRST_DAY, "--dsn", empty)
    _, out, err = centspan(*shifted, "--now", "--json")
    assert "rolling up the calls of 2 hours" in err
    moved = json.loads(out)
    assert (moved["imported"], moved["shifted_by_days"]) == (
        2,
        (FIRST_DAY - date(2023, 11, 16)).days,
    )
    asked = ("--since", FIRST_DAY, "--until", FIRST_DAY + timedelta(days=2), "--dsn", empty)
    total = answer("report", *asked)["total"]
    assert Decimal(total["list_usd"]) == Decimal("0.003455")
    again = answer(*shifted)
    assert (again["imported"], again["already_imported"]) == (0, 2)
    _, out, _ = centspan("export", "calls", "--by", "model,day", "--format", "csv", *asked)
    assert [line.split(",")[:3] for line in out.splitlines()[1:]] == [
        ['"gpt-4o"', f'"{FIRST_DAY}"', "1"],
        ['"gpt-4o"', f'"{NEXT_DAY}"', "1"],
    ]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--map", "TIMESTAMP=startedat"), "did you mean started_at"),
        ((), "no column says started_at"),
        ((*MAPPED, "--set", "started_at=1"), "started_at is given with --map and with --set"),
        ((*MAPPED, "--shift-to", "soon"), "--shift-to: expected a date"),
        ((*MAPPED, "--time-shift", "soon"), "--time-shift: expected a span"),
        ((*MAPPED, "--id", "nope"), "no column 'nope'; it has TIMESTAMP"),
    ],
)
def test_a_wrong_call_is_one_clear_line(empty, centspan, trace, arguments, said):
    """What cannot be meant ends with code 2 and one line that says what to do."""
    code, out, err = centspan("import", trace, *arguments, "--dsn", empty)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert said in err


def test_a_person_is_told_what_was_not_read(empty, centspan, tmp_path):
    """Unknown columns and the reasons of rejected rows are shown, each once."""
    path = tmp_path / "calls.jsonl"
    path.write_text('{"started_at": "x", "model": "m", "inputtokens": 1}\n' * 3)
    code, out, _ = centspan("import", path, "--dry-run", "--dsn", empty)
    assert code == 3
    assert out.count("column 'inputtokens' is not read; closest: input_tokens") == 1
    assert "3 rejected: started_at: expected an ISO 8601" in out


def test_a_person_is_told_of_columns_that_are_not_where_they_were_looked_for(
    empty, centspan, tmp_path
):
    """A mapped column that no row has is named, and so is the column whose place it took."""
    path = tmp_path / "calls.jsonl"
    row = {"started_at": f"{TODAY}T00:00:00", "model": "m", "request_id": "r", "task_ok": True}
    path.write_text(f"{json.dumps(row)}\n" * 2)
    mapped = ("--map", "nope=task_ok", "--id", "rid")
    code, out, _ = centspan("import", path, *mapped, "--dry-run", "--dsn", empty)
    assert code == 0
    assert "2 of 2 rows would be imported, 1 of them the same call as an earlier row" in out
    assert "no row has a column 'nope': nothing was read from it for task_ok" in out
    assert "no row has a column 'rid': nothing was read from it for --id" in out
    assert "column 'task_ok' is not read: task_ok is read from another column" in out


def test_an_export_appears_only_when_it_is_whole(empty, centspan, tmp_path):
    """A file is named by its form, packed where its name ends so, and left out where asking failed."""
    path = tmp_path / "calls.jsonl.gz"
    assert centspan("export", "calls", "--out", path, "--dsn", empty)[0] == 0
    assert gzip.decompress(path.read_bytes()) == b""
    bad = tmp_path / "bad.csv"
    code, _, err = centspan("export", "calls", "--by", "colour", "--out", bad, "--dsn", empty)
    assert (code, "grouped by 'colour'" in err, list(tmp_path.iterdir())) == (2, True, [path])


def test_a_rate_of_the_users_file_turns_amounts_into_dollars(empty, answer, centspan, tmp_path):
    """An amount in euros waits, rejected, until prices.toml has a rate; then the same import takes it."""
    calls, prices = tmp_path / "calls.csv", tmp_path / "prices.toml"
    calls.write_text(
        "started_at,model,feature,input_tokens,cost_usd,currency,recorded_by\n"
        f"{EURO_DAY}T10:00:00Z,m,euro,5,3,EUR,gateway\n"
    )
    code, out, _ = centspan("import", calls, "--dsn", empty)
    assert (code, f"no rate for EUR on {EURO_DAY}" in out) == (3, True)
    prices.write_text('[[currency]]\ncode = "EUR"\nusd = 1.10\n')
    assert answer("import", calls, "--prices", prices, "--dsn", empty)["imported"] == 1
    asked = ("--since", EURO_DAY, "--until", AFTER_IT, "--dsn", empty)
    total = answer("report", *asked)["total"]
    assert (total["recorded_usd"], total["effective_usd"]) == ("3.3", "3.3")


def test_a_store_without_tables_says_how_to_make_them(centspan, trace, tmp_path):
    """Importing into an empty database, or exporting from one, ends in one line that says what to run."""
    dsn = f"chdb://{tmp_path / 'bare'}"
    with connect(dsn, create_database=True):
        pass
    for command in (("import", trace, *MAPPED), ("export", "calls")):
        code, _, err = centspan(*command, "--dsn", dsn)
        assert (code, err.count("\n"), "`centspan migrate`" in err) == (2, 1, True), err

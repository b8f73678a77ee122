import os
import subprocess
import sys

import pytest

from centspan.collector.engine import Engine
from centspan.deploy.cli import COMMANDS
from centspan.deploy.cli.options import moment


@pytest.mark.parametrize("name", COMMANDS)
def test_help_teaches_by_example(centspan, name):
    """Every command's --help ends in examples of itself."""
    code, out, _ = centspan(name, "--help")
    assert code == 0
    assert f"centspan {name}" in out.partition("examples:")[2]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--dsn", "ftp://x"), "expected a DSN like"),
        (("--dsn", "chdb:///nowhere/at/all"), "no data directory at /nowhere/at/all"),
        (("--dsn", "http://127.0.0.1:1"), "nothing answers at http://127.0.0.1:1"),
    ],
)
def test_a_store_that_cannot_be_reached_is_one_clear_line(centspan, arguments, said):
    """A wrong --dsn ends with code 2 and one line that says what was expected."""
    code, out, err = centspan("report", *arguments)
    assert (code, out) == (2, "")
    assert said in err
    assert err.count("\n") == 1


def test_a_folder_that_is_no_store_stays_as_it_is(centspan, tmp_path):
    """A --dsn of somebody else's folder is refused, and nothing is put into it."""
    (tmp_path / "notes.txt").touch()
    code, _, err = centspan("report", "--dsn", f"chdb://{tmp_path}")
    assert code == 2
    assert f"no data directory at {tmp_path}" in err
    assert [each.name for each in tmp_path.iterdir()] == ["notes.txt"]


@pytest.mark.parametrize("command", ["report", "trust", "optimize", "roll", "audit"])
def test_a_store_without_our_tables_is_one_clear_line(centspan, tmp_path, command):
    """A store that was never migrated is named as such by every command that asks it."""
    with Engine(tmp_path / "empty").client():
        pass
    code, out, err = centspan(command, "--dsn", f"chdb://{tmp_path / 'empty'}")
    assert (code, out) == (2, "")
    assert "run `centspan migrate`" in err
    assert err.count("\n") == 1


def test_a_password_is_never_repeated(centspan):
    """An error about a DSN does not show its password."""
    _, out, err = centspan("report", "--dsn", "clickhouse://me:hunter2@127.0.0.1:1/x?y=1")
    assert "hunter2" not in out + err


@pytest.mark.parametrize("since", ["yesterday", "999999w", "2026-13-01", "24H"])
def test_a_time_that_cannot_be_read_is_refused(dsn, centspan, since):
    """A wrong --since says what was expected and what was found."""
    code, _, err = centspan("report", "--dsn", dsn, "--since", since)
    assert code == 2
    assert "expected a time such as 24h" in err
    assert f"'{since}'" in err


def test_a_time_that_ends_before_it_begins_is_refused(dsn, centspan):
    """--since after --until is an error, not an empty report."""
    times = ("--since", "2026-11-02", "--until", "2026-11-01")
    code, _, err = centspan("report", "--dsn", dsn, *times)
    assert code == 2
    assert "expected --since before --until, found 2026-11-02 00:00 and 2026-11-01 00:00" in err


@pytest.mark.parametrize("limit", ["0", "-3", "many"])
def test_a_limit_that_shows_nothing_is_refused(dsn, centspan, limit):
    """--limit takes 1 and more."""
    code, _, err = centspan("report", "--dsn", dsn, f"--limit={limit}")
    assert code == 2
    assert f"expected a whole number from 1 up, found '{limit}'" in err


def test_the_environment_names_the_store(dsn, centspan, monkeypatch):
    """CENTSPAN_DSN stands in for --dsn."""
    monkeypatch.setenv("CENTSPAN_DSN", dsn)
    assert centspan("report")[0] == 0


def test_migrate_may_run_again(dsn, answer):
    """A second migrate of the same store applies nothing."""
    assert answer("migrate", "--dsn", dsn)["applied"] == []


def test_prices_watch_says_what_it_did(dsn, answer):
    """One pass prices the models that calls show, names what no source knows, and then is idle."""
    first = answer("prices", "watch", "--once", "--dsn", dsn)
    assert first == {"new_names": 2, "priced": 1, "unknown": 1}
    again = answer("prices", "watch", "--once", "--dsn", dsn)
    assert again == {"new_names": 0, "priced": 0, "unknown": 0}


def test_roll_makes_one_pass(dsn, answer):
    """One pass rolls the hours that have settled; the next finds nothing to do."""
    first = answer("roll", "--settle", "-5", "--dsn", dsn)
    assert first["rolled_hours"] == 1
    assert answer("roll", "--settle", "-5", "--dsn", dsn)["rolled_hours"] == 0


def test_times_are_read_as_people_write_them():
    """24h is counted back from now; a date is its midnight in UTC; other zones are converted."""
    now = moment("2026-11-21T12:00", None)
    assert moment("24h", now) == moment("2026-11-20T12:00", now)
    assert moment("2026-11-21", now).isoformat() == "2026-11-21T00:00:00+00:00"
    assert moment("2026-11-21T12:00+02:00", now).isoformat() == "2026-11-21T10:00:00+00:00"


def test_a_reader_that_has_read_enough_ends_a_command(unopened_dsn):
    """`centspan report | head -1` ends without a complaint."""
    reading, writing = os.pipe()
    os.close(reading)
    command = (sys.executable, "-m", "centspan.deploy.cli")
    report = (*command, "report", "--dsn", unopened_dsn, "--since", "48h")
    with (
        open(writing, "wb") as closed,
        subprocess.Popen(report, stdout=closed, stderr=subprocess.PIPE) as process,
    ):
        _, complaint = process.communicate(timeout=60)
    assert (process.returncode, complaint) == (0, b"")

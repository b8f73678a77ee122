"""`centspan backup | restore | move` beside stacks that run."""

import json

import pytest

from centspan.deploy.cli import main

SPENT = "SELECT sum(calls), sum(effective_usd) FROM spend"


@pytest.fixture(scope="module")
def another(start_up, tmp_path_factory, new_store):
    """Starts stacks that hold nothing, and ends them."""
    started = []

    def start():
        started.append(start_up(new_store(tmp_path_factory.mktemp("another") / "data")))
        return started[-1]

    yield start
    for up in started:
        up.stop()


@pytest.fixture(scope="module")
def spent(another):
    """A stack with some calls."""
    up = another()
    with up.client() as client:
        client.command(
            "INSERT INTO otel_traces (Timestamp, TraceId, SpanId, SpanName, SpanAttributes) SELECT now64(9) - number, "
            "leftPad(hex(number + 1), 32, '0'), leftPad(hex(number + 1), 16, '0'), 'chat', map('gen_ai.operation.name', 'chat', "
            "'gen_ai.provider.name', 'openai', 'gen_ai.request.model', 'gpt-4o', 'gen_ai.usage.input_tokens', '1000') "
            "FROM numbers(200)"
        )
    assert main(["prices", "watch", "--once", "--dsn", up.clickhouse]) == 0
    return up


def test_a_stack_that_runs_is_backed_up_and_restored_into_another(spent, another, tmp_path, capsys):
    """Both stacks run meanwhile; the second says the same of every dollar."""
    file = str(tmp_path / "today.tar")
    assert main(["backup", file, "--dsn", spent.clickhouse, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["calls"], told["effective_usd"]) == (200, "0.5")
    second = another()
    assert main(["restore", file, "--dsn", second.clickhouse]) == 0
    assert "200 calls of $0.50" in capsys.readouterr().out
    with spent.client() as was, second.client() as now:
        assert now.query(SPENT).result_rows == was.query(SPENT).result_rows


def test_a_store_moves_into_another_only_once(spent, another, capsys):
    """What was moved is there once, and is not moved over."""
    second = another()
    move = ["move", "--dsn", spent.clickhouse, "--to", second.clickhouse]
    assert main(move) == 0
    assert "moved" in capsys.readouterr().out
    assert main(move) == 2
    assert "expected an empty store, found rows in" in capsys.readouterr().err
    with spent.client() as was, second.client() as now:
        assert now.query(SPENT).result_rows == was.query(SPENT).result_rows
        assert was.command("SELECT count() FROM otel_traces") == 200


def test_two_folders_are_moved_by_a_file(tmp_path, capsys):
    """A process opens one embedded store at a time: the way that there is gets said, and no folder is made."""
    folders = [f"chdb://{tmp_path}/{name}" for name in ("one", "two")]
    assert main(["move", "--dsn", folders[0], "--to", folders[1]]) == 2
    assert "centspan backup FILE" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_a_database_that_may_not_be_made_is_named(spent, capsys):
    """A stack of `centspan up` has one database: another is named with what to do instead."""
    assert main(["move", "--dsn", spent.clickhouse, "--to", f"{spent.clickhouse}/other"]) == 2
    assert "has no database other, and this user may not make it" in capsys.readouterr().err

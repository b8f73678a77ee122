import re
import threading

import pytest

from centspan.collector import migrate as module
from centspan.collector.engine import Engine
from centspan.collector.migrate import Migration, MigrationError, Target, migrate, migrations


@pytest.fixture
def fresh(tmp_path):
    engine = Engine(tmp_path)
    yield engine
    engine.close()


def tables(client):
    rows = client.query("SELECT name FROM system.tables WHERE database = 'centspan'").result_rows
    return {name for (name,) in rows}


def test_a_second_run_does_nothing(fresh):
    """Migrating a migrated store applies nothing."""
    client = fresh.client()
    first = migrate(client)
    assert len(first.applied) == len(migrations())
    assert migrate(client) == module.MigrateResult((), len(first.applied))


def test_an_edited_migration_is_refused(fresh, monkeypatch):
    """A file that changed after it was applied is refused by name, and nothing is touched."""
    client = fresh.client()
    migrate(client)
    edited = [
        Migration(shipped.id, shipped.name, shipped.sql + "\n-- more")
        if shipped.id == 2
        else shipped
        for shipped in migrations()
    ]
    monkeypatch.setattr(module, "migrations", lambda: tuple(edited))
    with pytest.raises(MigrationError, match="0002_calls was applied with digest"):
        migrate(client)


def test_a_store_of_a_newer_release_is_refused(fresh, monkeypatch):
    """A store that knows a later migration than this release says to upgrade."""
    client = fresh.client()
    migrate(client)
    monkeypatch.setattr(module, "migrations", lambda: migrations()[:-1])
    with pytest.raises(MigrationError, match="migrated by a newer centspan"):
        migrate(client)


def test_a_run_that_was_cut_off_is_finished_by_the_next(fresh, monkeypatch):
    """However far a run came, the next one completes the schema."""
    client, whole = fresh.client(), set()
    command, left = client.command, [7]

    def cut(statement, *args, **kwargs):
        left[0] -= 1
        if left[0] < 0:
            raise ConnectionError("cut off")
        return command(statement, *args, **kwargs)

    for allowed in (3, 9, 14):
        left[0] = allowed
        monkeypatch.setattr(client, "command", cut)
        with pytest.raises(ConnectionError):
            migrate(client)
        monkeypatch.undo()
    migrate(client)
    whole = tables(client)
    assert {"llm_calls", "spend", "calls", "prices", "alert_events"} <= whole


def test_two_runs_at_once_end_in_one_schema(fresh):
    """Two migrators at the same time both succeed."""
    clients, failures = [fresh.client(), fresh.client()], []

    def run(client):
        try:
            migrate(client)
        except Exception as error:  # noqa: BLE001 - whatever it was, the test shows it
            failures.append(error)

    threads = [threading.Thread(target=run, args=(client,)) for client in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert migrate(clients[0]).applied == ()


def test_every_statement_may_run_twice():
    """No migration holds a statement that a second run could not repeat."""
    repeatable = re.compile(r"IF (NOT )?EXISTS|OR REPLACE")
    for migration in migrations():
        for statement in migration.statements():
            assert repeatable.search(statement), f"{migration.name}: {statement[:80]}"


def test_a_cluster_gets_replicated_tables_everywhere():
    """With a cluster every object is made ON CLUSTER and every table that keeps rows is replicated."""
    target = Target("centspan", cluster="main")
    for migration in migrations():
        for statement in map(target.fill, migration.statements()):
            assert "ON CLUSTER `main`" in statement, f"{migration.name}: {statement[:80]}"
            if "ENGINE =" in statement:
                assert re.search("ENGINE = (Replicated|Null)", statement)


def test_an_attached_traces_table_is_read_and_not_created():
    """`--traces-table` leaves the Collector's own table alone and reads from it."""
    target = Target("centspan", traces_table="otel.otel_traces")
    statements = [
        target.fill(statement)
        for migration in migrations()
        for statement in filter(target.wants, migration.statements())
    ]
    assert not any("TABLE IF NOT EXISTS otel_traces" in statement for statement in statements)
    assert any("FROM otel.otel_traces" in statement for statement in statements)


def test_the_first_choice_of_traces_table_stands(fresh, monkeypatch):
    """A later release reads spans from the table that the first run chose, unasked."""
    client = fresh.client()
    client.command("CREATE DATABASE otel")
    spans = Target("otel").fill(next(migrations()[0].statements()))
    client.command(spans.replace("NOT EXISTS otel_traces", "NOT EXISTS otel.spans"))
    shipped = migrations()
    monkeypatch.setattr(module, "migrations", lambda: shipped[:3])
    migrate(client, traces_table="otel.spans")
    monkeypatch.setattr(module, "migrations", lambda: shipped)
    migrate(client)
    view = client.query("SHOW CREATE TABLE llm_calls_mv").result_rows[0][0]
    assert "FROM otel.spans" in view
    assert "otel_traces" not in tables(client)
    assert migrate(client, traces_table="otel.spans").applied == ()


@pytest.mark.parametrize(
    ("chosen", "later", "expected"),
    [
        ({}, {"traces_table": "otel.spans"}, "expected no --traces-table.*found otel.spans"),
        ({"traces_table": "otel.a"}, {"traces_table": "otel.b"}, "--traces-table otel.a.*otel.b"),
        ({}, {"cluster": "main"}, "expected no --cluster.*found main"),
    ],
)
def test_another_choice_is_refused(fresh, monkeypatch, chosen, later, expected):
    """A migrated store says what it was first migrated with when it is told something else."""
    client = fresh.client()
    monkeypatch.setattr(module, "migrations", lambda: migrations()[:1])
    migrate(client, **chosen)
    with pytest.raises(MigrationError, match=expected):
        migrate(client, **later)
    assert migrate(client).applied == ()

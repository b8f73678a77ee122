"""What the embedded engine keeps, and what it leaves alone."""

import pytest

from centspan.collector.engine import Engine


@pytest.fixture
def reopened(tmp_path):
    """Opens the engine anew on one directory."""
    engines = []

    def again():
        for engine in engines:
            engine.close()
        engines[:] = [Engine(tmp_path / "data")]
        return engines[0].connect()

    yield again
    for engine in engines:
        engine.close()


def test_no_file_of_the_machine_is_a_table(reopened, tmp_path):
    """`default` holds tables alone, also for what the engine does by itself with every right."""
    (tmp_path / "secret.csv").write_text("hidden\n")
    for _ in range(2):
        with pytest.raises(RuntimeError, match="UNKNOWN_TABLE"):
            reopened().query(f"SELECT * FROM default.`{tmp_path}/secret.csv`")


def test_tables_in_default_stay(reopened):
    """What someone keeps in `default` is there after each start."""
    reopened().query("CREATE TABLE default.kept (a Int8) ENGINE = MergeTree ORDER BY a")
    for count in range(3):
        connection = reopened()
        assert connection.query("SELECT count() FROM default.kept", "TSV").data() == f"{count}\n"
        connection.query("INSERT INTO default.kept VALUES (1)")

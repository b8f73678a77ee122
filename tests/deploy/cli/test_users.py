"""`centspan users`: the DDL, and what it refuses."""

import pytest

from centspan.deploy.cli import main


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "centspan_reader").write_text("a secret\n")
    return tmp_path


def test_an_embedded_store_has_no_users(folder, capsys):
    """Where there is a token in their place, the command says so."""
    assert main(["users", str(folder), "--dsn", f"chdb://{folder}"]) == 2
    assert "an embedded store has no users" in capsys.readouterr().err


def test_a_folder_without_passwords_is_refused(tmp_path, capsys):
    """Which files are expected is said, and of an empty one its name."""
    assert main(["users", str(tmp_path)]) == 2
    assert (
        "named centspan_reader, centspan_ingest, centspan_admin; found none"
        in capsys.readouterr().err
    )
    (tmp_path / "centspan_ingest").write_text("\n")
    assert main(["users", str(tmp_path)]) == 2
    assert "found centspan_ingest empty" in capsys.readouterr().err


def test_a_dry_run_prints_the_ddl_without_password_or_hash(folder, up, capsys):
    """Who will be made and granted what can be read before, secrets left out."""
    assert main(["users", str(folder), "--dry-run", "--dsn", up.clickhouse]) == 0
    said = capsys.readouterr().out
    assert said.startswith(
        "CREATE USER OR REPLACE centspan_reader IDENTIFIED WITH sha256_hash BY '…' SETTINGS readonly = 2"
    )
    assert "GRANT SELECT ON centspan.calls TO centspan_reader" in said
    assert "call_content" not in said

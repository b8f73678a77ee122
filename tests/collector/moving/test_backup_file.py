"""A store in a file is the same store when it comes out of it."""

import pytest

from centspan.collector.migrate import migrate, migrations, standing
from centspan.collector.moving.backup_file import restore
from centspan.collector.moving.snapshot import kept
from centspan.instrumentation.errors import CentspanError


def test_a_store_that_holds_anything_is_not_restored_into(empty, backed_up, silent):
    """What is there is never mixed with what comes: the command refuses, and names what it found."""
    migrate(empty)
    empty.command("INSERT INTO changes (kind, title) VALUES ('mark', 'mine')")
    with pytest.raises(CentspanError, match="expected an empty store, found rows in changes"):
        restore(empty, backed_up[0], silent)
    assert empty.command("SELECT count() FROM llm_calls") == 0


@pytest.mark.parametrize("left", [0.2, 0.8])
def test_a_file_that_was_cut_off_restores_nothing(empty, backed_up, silent, tmp_path, left):
    """A file without its end is refused, and the store stays empty."""
    whole = backed_up[0].read_bytes()
    cut = tmp_path / "cut.tar"
    cut.write_bytes(whole[: int(len(whole) * left)])
    with pytest.raises(CentspanError, match=r"cut\.tar (cannot be read|has no contents\.json)"):
        restore(empty, cut, silent)
    assert "llm_calls" not in kept(empty)


def test_nobody_else_reads_a_backup(backed_up):
    """There may be prompts in a back-up: the file is its owner's alone."""
    assert backed_up[0].stat().st_mode & 0o777 == 0o600


def test_another_file_is_no_backup(empty, silent, tmp_path):
    """A file of something else is refused in a line."""
    (tmp_path / "other").write_text("no tar")
    with pytest.raises(CentspanError, match="is no back-up"):
        restore(empty, tmp_path / "other", silent)


def test_a_store_of_the_release_before_comes_back_with_the_same_sums(
    empty, backed_up, silent, answers_of
):
    """Every call, price and hour of a store one migration older is there again, brought up to date."""
    file, held, answers = backed_up
    assert restore(empty, file, silent) == held
    assert set(standing(empty)) == {migration.id for migration in migrations()}
    assert answers_of(empty) == answers
    assert held.sums.calls == held.rows["llm_calls"] == 500
    assert held.sums.effective_usd > 0
    assert [name for name in kept(empty) if name.startswith("moving_")] == []


def test_a_file_is_never_written_over(empty, backed_up, silent):
    """A name that is taken is refused."""
    from centspan.collector.moving.backup_file import back_up

    migrate(empty)
    with pytest.raises(CentspanError, match="is there already"):
        back_up(empty, backed_up[0], silent)

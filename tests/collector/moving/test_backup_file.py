"""A store in a file is the same store when it comes out of it."""

import io
import json
import tarfile

import pytest
import zstandard

from centspan.collector.migrate import migrate, migrations, standing
from centspan.collector.moving.backup_file import restore
from centspan.collector.moving.snapshot import kept
from centspan.instrumentation.errors import CentspanError

LAST_BUT_ONE = 10


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
    with pytest.raises(
        CentspanError, match=r"cut\.tar (cannot be read|has no contents\.json|is no back-up)"
    ):
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


def a_file(path, said, name="budgets/000000-1.native.zst", block=b"", kind=tarfile.REGTYPE):
    """A tar as a back-up is, of whatever it is to hold."""
    with tarfile.open(path, "w") as file:
        for member, data in ((name, block), ("contents.json", said)):
            told = tarfile.TarInfo(member)
            told.size = len(data)
            if member == name:
                told.type, told.linkname = kind, "/etc/passwd"
            file.addfile(told, io.BytesIO(data))
    return path


def said(rows=None, migration=LAST_BUT_ONE, sums=None):
    """What a back-up of nothing says of itself."""
    rows = {"budgets": 1} if rows is None else rows
    return json.dumps({"format": 1, "migration": migration, "rows": rows, "sums": sums}).encode()


@pytest.mark.parametrize(
    "told",
    [
        *(b"", b"\xff{", b"[1]", b"{}", b"[" * 100_000, b'{"format": "x"}', b'{"format": 1}'),
        *(said(rows=[]), said(rows={"budgets": "x"}), said(rows={"x, changes": 1})),
        *(said(migration="x"), said(migration=99_999), said(migration=0)),
        *(said(sums={"calls": 1}), said(sums={"calls": 1, "effective_usd": "zz"})),
        *(said(rows={"no_such_table": 1}), said(rows={"schema_migrations": 1})),
    ],
)
def test_what_a_file_says_of_itself_is_checked(empty, silent, tmp_path, told):
    """A file that names no store of ours is refused in a line, before any row of it is taken."""
    file = a_file(tmp_path / "odd.tar", told)
    with pytest.raises(CentspanError, match=r"odd\.tar"):
        restore(empty, file, silent)


@pytest.mark.parametrize(
    "odd",
    [
        {"name": "x, changes/000000-1.native.zst"},
        {"name": "../budgets/000000-1.native.zst"},
        {"name": "changes/000000-1.native.zst"},
        {"name": "budgets/000000.native.zst"},
        {"kind": tarfile.SYMTYPE},
        {"kind": tarfile.DIRTYPE},
        {"block": b"no zstd"},
        {"block": zstandard.ZstdCompressor().compressobj(size=2 << 30).compress(b"0" * 9_000_000)},
    ],
)
def test_a_file_brings_nothing_but_blocks_of_its_tables(empty, silent, tmp_path, odd):
    """Members of other names, links and blocks beyond all bounds are refused in a line; no table goes."""
    migrate(empty, until=LAST_BUT_ONE)
    before = kept(empty)
    with pytest.raises(CentspanError, match=r"odd\.tar"):
        restore(empty, a_file(tmp_path / "odd.tar", said(), **odd), silent)
    assert kept(empty) == before


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

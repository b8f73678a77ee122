"""All of a store in one file: a tar of blocks in Native format under zstd, and what they must come to, last."""

import re
import tarfile
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import IO, Any, Final

import zstandard

from centspan.collector.migrate import migrate
from centspan.collector.moving import manifest
from centspan.collector.moving.contents import Contents, check
from centspan.collector.moving.load import loading
from centspan.collector.moving.snapshot import Progress, frozen, kept
from centspan.instrumentation.errors import CentspanError

MOST_BLOCK_BYTES: Final = 1 << 30
"""Unpacked; those that are written have a tenth of it."""
MOST_MANIFEST_BYTES: Final = 1 << 20
_BLOCK = re.compile(rf"({manifest.TABLE})/\d{{1,9}}-(\d{{1,9}})\.native\.zst")


def back_up(client: Any, path: Path, progress: Progress) -> Contents:
    """Write the file; it takes its name only once it is whole. Raises CentspanError where it is there already."""
    if path.exists():
        raise CentspanError(f"{path} is there already: name another file, or remove it first")
    part = path.with_name(path.name + ".part")
    try:
        part.unlink(missing_ok=True)
        part.touch(0o600)  # there may be prompts in it
        with tarfile.open(part, "w") as file, frozen(client) as snapshot:
            for place, (table, number, block) in enumerate(snapshot.blocks(client, progress)):
                _add(file, f"{table}/{place:06d}-{number}.native.zst", zstandard.compress(block))
            _add(file, manifest.NAME, manifest.written(snapshot.contents))
        part.replace(path)
    except OSError as error:
        raise CentspanError(f"{path} cannot be written: {error.strerror}") from error
    finally:
        part.unlink(missing_ok=True)
    return snapshot.contents


def restore(client: Any, path: Path, progress: Progress, *, cluster: str = "") -> Contents:
    """Fill an empty store from a file, at the migration it is of, and bring it up to date.

    Raises CentspanError for a file that is not whole, a store that holds anything, or sums that differ.
    """
    with _opened(path) as file:
        expected = _manifest(file, path)
        migrate(client, cluster=cluster, until=expected.migration)
        _check_tables(expected, client, path)
        with loading(client) as loader:
            done: dict[str, int] = dict.fromkeys(expected.rows, 0)
            for table, number, block in _blocks(file, expected, path):
                loader.take(table, block)
                done[table] += number
                progress(table, done[table], expected.rows[table])
            loader.show(expected.rows)
    check(expected, client)
    migrate(client)
    return expected


def _add(file: tarfile.TarFile, name: str, data: bytes) -> None:
    member = tarfile.TarInfo(name)
    member.size, member.mode = len(data), 0o600
    file.addfile(member, BytesIO(data))


@contextmanager
def _opened(path: Path) -> Generator[tarfile.TarFile]:
    try:
        with tarfile.open(path) as file:
            yield file
    except tarfile.TarError as error:
        told = str(error).splitlines()[0].rstrip(":")
        raise CentspanError(
            f"{path} is no back-up, or not a whole one ({told}): name a file that `centspan backup` wrote"
        ) from error
    except OSError as error:
        raise CentspanError(f"{path} cannot be read: {error.strerror or error}") from error


def _manifest(file: tarfile.TarFile, path: Path) -> Contents:
    try:
        member = file.extractfile(manifest.NAME)
    except KeyError:
        member = None
    if member is None:
        raise CentspanError(
            f"{path} has no {manifest.NAME}: it is no back-up of centspan's, or was cut off"
        )
    return manifest.read(member.read(MOST_MANIFEST_BYTES), path)


def _check_tables(expected: Contents, client: Any, path: Path) -> None:
    """Names of tables become SQL: none but the store's own."""
    if unknown := sorted(expected.rows.keys() - kept(client).keys()):
        raise CentspanError(f"{path} names the tables {', '.join(unknown[:5])}, which no store has")


def _blocks(
    file: tarfile.TarFile, expected: Contents, path: Path
) -> Iterator[tuple[str, int, bytes]]:
    for member in file.getmembers():
        if member.name == manifest.NAME:
            continue
        found = _BLOCK.fullmatch(member.name)
        stored = file.extractfile(member) if found and member.isreg() else None
        if found is None or stored is None or found[1] not in expected.rows:
            raise CentspanError(
                f"{path} holds {member.name[:100]!r}, which `centspan backup` does not write"
            )
        yield found[1], int(found[2]), _unpacked(stored, member.name, path)


def _unpacked(stored: IO[bytes], name: str, path: Path) -> bytes:
    packed = stored.read(MOST_BLOCK_BYTES)
    try:
        # A frame that does not tell its size, or one beyond all bounds, is none of ours.
        if 0 < zstandard.frame_content_size(packed) <= MOST_BLOCK_BYTES:
            return zstandard.decompress(packed)
    except zstandard.ZstdError:
        pass
    raise CentspanError(f"{name} of {path} is damaged: restore from another back-up")

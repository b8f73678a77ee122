"""All of a store in one file: a tar of blocks in Native format under zstd, and what they must come to, last."""

import json
import tarfile
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any, Final

import zstandard

from centspan.collector.migrate import migrate
from centspan.collector.moving.contents import Contents, Sums, check
from centspan.collector.moving.load import loading
from centspan.collector.moving.snapshot import Progress, frozen
from centspan.instrumentation.errors import CentspanError

MANIFEST: Final = "contents.json"
FORMAT: Final = 1


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
            _add(file, MANIFEST, json.dumps(_said(snapshot.contents), indent=1).encode())
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
        with loading(client) as loader:
            done: dict[str, int] = dict.fromkeys(expected.rows, 0)
            for table, number, block in _blocks(file):
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
        member = file.extractfile(MANIFEST)
    except KeyError:
        member = None
    if member is None:
        raise CentspanError(
            f"{path} has no {MANIFEST}: it is no back-up of centspan's, or was cut off"
        )
    said = json.loads(member.read())
    if said["format"] != FORMAT:
        raise CentspanError(
            f"{path} has format {said['format']}, and this release reads {FORMAT}: restore it with the release that wrote it"
        )
    sums = said["sums"] and Sums(said["sums"]["calls"], Decimal(said["sums"]["effective_usd"]))
    return Contents(said["migration"], said["rows"], sums)


def _blocks(file: tarfile.TarFile) -> Iterator[tuple[str, int, bytes]]:
    for member in file.getmembers():
        table, _, block = member.name.partition("/")
        stored = file.extractfile(member)
        if block and stored:
            number = int(block.removesuffix(".native.zst").partition("-")[2])
            yield table, number, zstandard.decompress(stored.read())


def _said(held: Contents) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "migration": held.migration,
        "rows": dict(held.rows),
        "sums": held.sums
        and {"calls": held.sums.calls, "effective_usd": str(held.sums.effective_usd)},
    }

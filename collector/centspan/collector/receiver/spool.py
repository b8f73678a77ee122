"""Files of requests on their way into the store: they outlive this process, so that the next one
finishes what a killed one had begun."""

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from centspan.collector.receiver.prepare import Signal

DIGEST_BYTES = 16


@dataclass(frozen=True, slots=True)
class Spooled:
    """The requests of one insert in a file; repeating the insert takes the same file and token."""

    path: Path
    signal: Signal
    token: str

    @property
    def notes(self) -> Path:
        """Where the digests of the requests stand."""
        return self.path.with_suffix(".digests")

    def digests(self) -> list[bytes]:
        """Name the requests in the file."""
        packed = self.notes.read_bytes()
        return [packed[at : at + DIGEST_BYTES] for at in range(0, len(packed), DIGEST_BYTES)]

    def remove(self) -> None:
        """Forget the requests: they are stored, or given up."""
        self.path.unlink(missing_ok=True)
        self.notes.unlink(missing_ok=True)


class Spool:
    """A directory of such files."""

    def __init__(self, directory: Path) -> None:
        """Use `directory`, made if missing. Raises OSError."""
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._directory = directory

    def put(
        self, signal: Signal, token: str, digests: Iterable[bytes], data: Iterable[bytes]
    ) -> Spooled:
        """Write one insert's requests; the file appears whole or not at all. Raises OSError."""
        spooled = Spooled(self._directory / f"{signal}-{token}.otlp", signal, token)
        unfinished = spooled.path.with_suffix(".part")
        spooled.notes.write_bytes(b"".join(digests))
        with unfinished.open("wb") as file:
            # Serialized messages one after another are the serialized message of all of them.
            file.writelines(data)
        os.replace(unfinished, spooled.path)
        return spooled

    def left_over(self) -> Iterator[Spooled]:
        """Yield what an earlier process left, oldest first, and clear away what it never began."""
        whole = sorted(self._directory.glob("*.otlp"), key=lambda path: path.stat().st_mtime_ns)
        begun = {path.stem for path in whole}
        for path in self._directory.glob("*-*.*"):
            if path.stem not in begun or path.suffix == ".part":
                path.unlink()
        for path in whole:
            signal, _, token = path.stem.partition("-")
            yield Spooled(path, "logs" if signal == "logs" else "traces", token)

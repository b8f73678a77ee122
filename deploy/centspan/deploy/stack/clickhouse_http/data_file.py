"""Data of an INSERT as a file of its own, which the engine reads.

The engine's streaming insert says that all is well whatever becomes of the rows behind it: a full disk, a view that
fails. An INSERT from a file tells.
"""

import tempfile
from collections.abc import Callable, Generator
from contextlib import contextmanager

from centspan.deploy.stack.clickhouse_http.errors import error
from centspan.deploy.stack.clickhouse_http.statements import DATA_CHUNK_BYTES

MOST_BYTES = 160 << 20
"""Of rows, unpacked: the engine holds up to three times as much of one value, and not all of it is counted."""


@contextmanager
def in_a_file(read: Callable[[int], bytes]) -> Generator[str]:
    """The path of a file without a name, with all that `read` gives: none of it reaches the engine before all is there.

    Raises ClickHouseError 243 where it cannot be written, 307 where there are too many.
    """
    with tempfile.TemporaryFile() as file:
        try:
            while chunk := read(DATA_CHUNK_BYTES):
                file.write(chunk)
                if file.tell() > MOST_BYTES:
                    raise error(
                        307,
                        f"the rows of one INSERT may have {MOST_BYTES >> 20} MiB: send them in parts",
                    )
            file.flush()
        except OSError as failure:
            raise error(243, f"the data cannot be kept: {failure.strerror}") from failure
        yield f"/dev/fd/{file.fileno()}"

"""Says each thing a few times a minute at most: who reads nothing must not stop us, nor a flood
of the same line hide another one."""

import logging
import sys
import time

MOST = 10
SECONDS = 60.0


class Sparing(logging.Filter):
    """Passes at most ten records a minute from each line of code."""

    def __init__(self) -> None:
        super().__init__()
        self._passed: dict[tuple[str, int], list[float]] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether to write the record; the last one in a minute says that it is."""
        now = time.monotonic()
        key = (record.name, record.lineno)
        recent = [at for at in self._passed.get(key, ()) if now - at < SECONDS]
        if len(recent) >= MOST:
            return False
        self._passed[key] = [*recent, now]
        if len(recent) == MOST - 1:
            record.msg = f"{record.msg} (more of these within a minute are left out)"
        return True


def log_sparingly() -> None:
    """Write warnings and errors to stderr."""
    handler = logging.StreamHandler(sys.stderr)
    handler.addFilter(Sparing())
    handler.setFormatter(logging.Formatter("%(levelname)s %(name)s: %(message)s"))
    logging.basicConfig(level=logging.WARNING, handlers=[handler])

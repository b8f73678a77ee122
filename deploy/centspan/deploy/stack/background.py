"""Work that repeats beside the servers: each job on its own thread, none able to stop another."""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

log = logging.getLogger(__name__)
MOST_PAUSE_SECONDS = 60.0
REST = 4
"""A job rests at least so many times as long as it worked, and leaves the rest to those who wait."""


@dataclass(frozen=True, slots=True)
class JobState:
    """How a job stands."""

    name: str
    runs: int = 0
    failures: int = 0
    last_error: str = ""
    """What the latest run failed with, or could not do; '' when all went well."""


class Job:
    """Runs `work` again and again, `seconds` apart; after a failure with growing pauses.

    A text that `work` returns is what it could not do, and shown; it is no failure of the whole.
    """

    def __init__(self, name: str, seconds: float, work: Callable[[], object]) -> None:
        self.state = JobState(name)
        self._seconds = seconds
        self._work = work
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._loop, name=f"centspan-{name}", daemon=True)

    def start(self) -> None:
        """Begin; the first run comes at once."""
        self._thread.start()

    def stop(self) -> None:
        """Begin no further run."""
        self._stopping.set()

    @property
    def stopping(self) -> bool:
        """Whether it was told to stop; a long run looks, and ends early by raising anything."""
        return self._stopping.is_set()

    def join(self, seconds: float) -> bool:
        """Wait for the run under way; False when it is still under way after `seconds`."""
        self._thread.join(seconds)
        return not self._thread.is_alive()

    def _loop(self) -> None:
        in_a_row = 0
        while not self._stopping.is_set():
            began = time.monotonic()
            in_a_row = 0 if self._run() else in_a_row + 1
            pause = max(self._seconds * 2**in_a_row, REST * (time.monotonic() - began))
            self._stopping.wait(min(pause, max(MOST_PAUSE_SECONDS, self._seconds)))

    def _run(self) -> bool:
        state = self.state
        started = time.monotonic()
        try:
            said = self._work()
        except Exception as failure:
            if self._stopping.is_set():  # the store may be closing under it
                return False
            reason = (str(failure).splitlines() or [type(failure).__name__])[0]
            if reason != state.last_error:
                log.exception("%s failed after %.1f s", state.name, time.monotonic() - started)
            self.state = JobState(state.name, state.runs + 1, state.failures + 1, reason)
            return False
        told = said if isinstance(said, str) else ""
        self.state = JobState(state.name, state.runs + 1, state.failures, told)
        return True

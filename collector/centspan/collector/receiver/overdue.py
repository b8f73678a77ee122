"""Gives up what lasts too long: one thread looks after all that is being waited for."""

import threading
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager


class Overdue:
    """Calls a function when what it watches has not ended within `seconds`, or soon after."""

    def __init__(self, seconds: float) -> None:
        """Start the thread."""
        self._seconds = seconds
        self._watched: dict[object, tuple[float, Callable[[], object]]] = {}
        self._lock = threading.Lock()
        self._closed = threading.Event()
        threading.Thread(target=self._look, name="centspan-overdue", daemon=True).start()

    @contextmanager
    def watching(self, give_up: Callable[[], object]) -> Generator[None]:
        """Call `give_up` from another thread when the `with` block lasts too long."""
        until = time.monotonic() + self._seconds
        key = object()
        with self._lock:
            self._watched[key] = (until, give_up)
        try:
            yield
        finally:
            with self._lock:
                self._watched.pop(key, None)

    def close(self) -> None:
        """End the thread."""
        self._closed.set()

    def _look(self) -> None:
        while not self._closed.wait(self._seconds / 8):
            now = time.monotonic()
            with self._lock:
                late = [key for key, (until, _) in self._watched.items() if until < now]
                given_up = [self._watched.pop(key)[1] for key in late]
            for give_up in given_up:
                give_up()

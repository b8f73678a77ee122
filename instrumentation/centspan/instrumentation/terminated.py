"""Workers of a `multiprocessing.Pool` end by SIGTERM as soon as their last result is in.

In these children alone, where the app left SIGTERM at its default, the last calls are sent before
the process ends as it would have. A worker that is stuck where Python cannot act on signals must
end all the same: a thread sees to that.
"""

import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from typing import Any, Final

from centspan.instrumentation import settings
from centspan.instrumentation.guard import swallow

_GRACE_SECONDS: Final = 1.0
"""Beyond CENTSPAN_EXIT_TIMEOUT, until a stuck worker is killed."""


def is_daemonic() -> bool:
    """Say whether this is a daemonic child of multiprocessing, as a pool's workers are."""
    process = sys.modules.get("multiprocessing.process")
    return process is not None and bool(process.current_process().daemon)


def may_end_unsaid() -> bool:
    """Say whether the process may end at any moment, before anything queued is sent."""
    return is_daemonic() and signal.getsignal(signal.SIGTERM) is signal.SIG_DFL


def leave_when_terminated(leave: Callable[[], object]) -> None:
    """Run `leave()` before SIGTERM ends this process, if it is such a child's main thread."""
    if os.name == "nt" or not may_end_unsaid():
        return
    if threading.current_thread() is not threading.main_thread():
        return

    def terminated(number: int, _: Any) -> None:
        signal.signal(number, signal.SIG_DFL)
        try:
            leave()
        except Exception as error:  # noqa: BLE001 - the process ends, whatever we make of it
            swallow("leaving a terminated worker", error)
        os.kill(os.getpid(), number)

    signal.signal(signal.SIGTERM, terminated)
    _kill_if_stuck()


def _kill_if_stuck() -> None:
    """Python writes the numbers of signals to the pipe at once, even while a handler must wait."""
    if (other := signal.set_wakeup_fd(-1)) != -1:
        signal.set_wakeup_fd(other)
        return
    heard, told = os.pipe()
    os.set_blocking(told, False)
    signal.set_wakeup_fd(told, warn_on_full_buffer=False)
    os.register_at_fork(after_in_child=lambda: _forget(told))
    threading.Thread(target=_watch, args=(heard,), name="centspan-watch", daemon=True).start()


def _watch(heard: int) -> None:
    while signal.SIGTERM not in os.read(heard, 64):
        pass
    time.sleep(settings.EXIT_TIMEOUT.number() + _GRACE_SECONDS)
    os.kill(os.getpid(), signal.SIGKILL)


def _forget(told: int) -> None:
    """A forked child's signals are no business of the parent's watch."""
    if (current := signal.set_wakeup_fd(-1)) != told:
        signal.set_wakeup_fd(current)

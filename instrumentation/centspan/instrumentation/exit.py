"""How a process leaves: what is queued goes out first, in every kind of child as well.

A process ended by SIGTERM's default action or SIGKILL runs none of this and loses at most the last
second of calls. We install no signal handler, that is the app's to decide, but in the workers of
pools (`terminated.py`).
"""

import atexit
import os
import sys
import threading
import time
from collections.abc import Callable
from functools import wraps
from types import ModuleType
from typing import Any, Final, NoReturn

from centspan.instrumentation import settings
from centspan.instrumentation.guard import swallow
from centspan.instrumentation.hooks import when_imported
from centspan.instrumentation.terminated import leave_when_terminated

_AFTER_CHILDREN: Final = -100
"""A finalizer's priority: lower ones run later, below 0 after the children were joined."""
_before_leaving: Final[list[Callable[[], object]]] = []
_left = 0
"""The process that has left: nothing is sent twice, nothing waited for twice."""


def install() -> None:
    """Register for the end of this process, for forks, and for the children's own ways to end."""
    atexit.register(_leave)
    _leave_before_os_exit()
    when_imported("multiprocessing.util", _children_of)
    when_imported("billiard.util", _children_of)


def before_leaving(action: Callable[[], object]) -> None:
    """Run `action()` before the last flush: the place to end what is still open."""
    _before_leaving.append(action)


def flush(seconds: float | None = None) -> bool:
    """Send all finished calls now; False where that took longer than `seconds`.

    Default: CENTSPAN_EXIT_TIMEOUT. For functions that freeze after their answer (AWS Lambda).
    """
    limit = settings.EXIT_TIMEOUT.number() if seconds is None else seconds
    attached = _attached()
    force_flush = getattr(attached.provider, "force_flush", None) if attached else None
    if force_flush is None:
        return True
    return _within(limit, lambda: force_flush(int(limit * 1000)))


def _leave() -> None:
    """At exit of an interpreter; the app's own provider flushes itself then."""
    global _left
    _left = os.getpid()
    deadline = time.monotonic() + settings.EXIT_TIMEOUT.number()
    for action in _before_leaving:
        try:
            action()
        except Exception as error:  # noqa: BLE001 - the app's exit must go on
            swallow("ending open calls at exit", error)
    sender = sys.modules.get("centspan.instrumentation.sender")
    for each in sender.senders() if sender is not None else ():
        each.leave(deadline - time.monotonic())


def _leave_child() -> None:
    """A child of multiprocessing ends by os._exit: nobody else flushes the app's provider."""
    _leave()
    attached = _attached()
    if attached is not None and not attached.ours:
        flush()


def _leave_before_os_exit() -> None:
    """Forked children and daemons' parents end by `os._exit`, which runs no exit handler."""
    end = os._exit

    @wraps(end)
    def _exit(status: int) -> NoReturn:
        try:
            if _left != os.getpid() and not sys.is_finalizing():
                _leave_child()
        except BaseException as error:  # noqa: BLE001 - the process ends, whatever we make of it
            swallow("leaving before os._exit", error)
        finally:
            end(status)

    os._exit = _exit


def _children_of(util: ModuleType) -> None:
    """Flush when a child of multiprocessing (or Celery's billiard) ends, forked or spawned."""

    def register(_: object) -> None:
        util.Finalize(None, _leave_child, exitpriority=_AFTER_CHILDREN)
        leave_when_terminated(_leave_child)

    util.register_after_fork(register, register)  # children start with an empty registry
    if _is_child(util):
        register(None)
        _when_spawned(util, lambda: leave_when_terminated(_leave_child))


def _when_spawned(util: ModuleType, action: Callable[[], object]) -> None:
    """A spawned child imports the app before it knows that it is a pool's worker: ask again then.

    Without this place of multiprocessing's own, `sender.py` sends each call at once.
    """
    contexts = sys.modules.get(f"{util.__name__.partition('.')[0]}.context")
    process = getattr(contexts, "SpawnProcess", None)
    if process is not None and "_after_fork" in vars(process):
        process._after_fork = staticmethod(action)


def _is_child(util: ModuleType) -> bool:
    process = sys.modules.get(f"{util.__name__.partition('.')[0]}.process")
    return process is not None and process.current_process().name != "MainProcess"


def _attached() -> Any:
    module = sys.modules.get("centspan.instrumentation.provider")
    return module.attached() if module is not None else None


def _within(seconds: float, action: Callable[[], object]) -> bool:
    """Run `action()` in a thread, because the SDK's flush takes no heed of its timeout."""
    results: list[object] = []
    thread = threading.Thread(target=lambda: results.append(action()), daemon=True)
    thread.start()
    thread.join(seconds)
    return bool(results and results[0])

"""Post-import hooks: an SDK is instrumented when the app imports it, whatever came first.

Of our own because wrapt's hooks cost 40 ms and 5.6 MB more at `import centspan.auto`.
"""

import importlib
import sys
import threading
from collections.abc import Callable
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any, Final

from centspan.instrumentation import settings
from centspan.instrumentation.guard import swallow

Action = Callable[[ModuleType], object]

_waiting: Final[dict[str, list[Action]]] = {}
_outcomes: Final[dict[str, str]] = {}


def when_imported(name: str, action: Action) -> None:
    """Run `action(module)` once: now if `name` is imported, else right after its import.

    What the action raises is swallowed and counted, never raised into the app's import.
    """
    module = sys.modules.get(name)
    if module is not None:
        _run(action, module)
        return
    _waiting.setdefault(name, []).append(action)
    if _watcher not in sys.meta_path:
        sys.meta_path.insert(0, _watcher)


def watch_sdks() -> None:
    """Instrument every SDK of `sdks.SDKS` when it is imported, but those the app excludes."""
    sdks = importlib.import_module("centspan.instrumentation.sdks")
    excluded = settings.EXCLUDE.names()
    for watched, adapter in sdks.SDKS:
        if watched in excluded or adapter in excluded:
            _outcomes[watched] = f"excluded by {settings.EXCLUDE.name}"
        else:
            when_imported(watched, _instrumenting(watched, adapter))


def outcomes() -> dict[str, str]:
    """What became of each SDK imported so far: `active`, `excluded by …`, `failed: <error>`."""
    return dict(_outcomes)


def _instrumenting(watched: str, adapter: str) -> Action:
    def instrument(module: ModuleType) -> None:
        _outcomes[watched] = "failed"
        try:
            from centspan.instrumentation import provider  # loads OpenTelemetry: only now

            provider.prepare()
            importlib.import_module(f"centspan.instrumentation.sdks.{adapter}").instrument(module)
        except Exception as error:
            _outcomes[watched] = f"failed: {type(error).__name__}: {error}"
            raise
        _outcomes[watched] = "active"

    return instrument


def _run(action: Action, module: ModuleType) -> None:
    try:
        action(module)
    except Exception as error:  # noqa: BLE001 - the app's import must succeed
        swallow(f"the import hook on {module.__name__}", error)


class _Watcher:
    """Finds nothing itself: it asks the other finders and listens for the end of the import."""

    def __init__(self) -> None:
        self._asking: set[tuple[int, str]] = set()

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> ModuleSpec | None:
        """Find a watched module as the other finders do, None for every other module."""
        key = (threading.get_ident(), name)
        if name not in _waiting or key in self._asking:
            return None
        self._asking.add(key)  # another watcher may ask all finders again, us among them
        try:
            spec = self._ask_others(name, path, target)
        finally:
            self._asking.discard(key)
        if spec is not None and spec.loader is not None:
            _listen(spec.loader, name)
        return spec

    def _ask_others(self, name: str, path: Any, target: Any) -> ModuleSpec | None:
        for finder in sys.meta_path:
            find = getattr(finder, "find_spec", None)
            if finder is not self and find is not None:
                spec = find(name, path, target)
                if spec is not None:
                    return spec
        return None


def _listen(loader: Any, name: str) -> None:
    """Shadow `exec_module` on this one loader, so that it stays what everyone expects it to be."""
    execute = loader.exec_module

    def exec_module(module: ModuleType) -> None:
        loader.__dict__.pop("exec_module", None)  # first: a proxy would lead back to us
        execute(module)
        if module.__name__ == name:
            for action in _waiting.pop(name, ()):
                _run(action, module)

    try:
        loader.exec_module = exec_module
    except AttributeError as error:
        swallow(f"watching the import of {name}", error)


_watcher: Final[Any] = _Watcher()

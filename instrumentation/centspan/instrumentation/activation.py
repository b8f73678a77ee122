"""What `import centspan.auto` does: nothing but to lie in wait."""

from centspan.instrumentation import exit as leaving
from centspan.instrumentation import hooks, settings


def activate() -> None:
    """Wait for the SDKs to be imported and for the process to fork or end; safe to repeat."""
    global _active
    if _active or settings.DISABLED.flag():
        return
    _active = True
    leaving.install()
    hooks.watch_sdks()


def is_active() -> bool:
    """Say whether this process records LLM calls."""
    return _active


_active = False

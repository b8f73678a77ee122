"""What a team brings along: a class, a function or an object of its own, named as `module:name`."""

from importlib import import_module
from typing import Any

from centspan.instrumentation.errors import CentspanError


def plugged(said: str, method: str, what: str) -> Any:
    """What `module:name` names, called where it is a class or has no such method itself.

    Raises CentspanError where there is none, or it cannot do what it is for.
    """
    module, _, name = said.partition(":")
    try:
        found: Any = getattr(import_module(module), name)
        made = found() if isinstance(found, type) or not hasattr(found, method) else found
    except (ImportError, AttributeError, ValueError, TypeError) as error:
        raise CentspanError(f"expected {what} as module:name, found {said!r} ({error})") from None
    if not hasattr(made, method):
        raise CentspanError(
            f"expected {said!r} to have {method}(…), as {what} has, found {type(made).__name__}"
        )
    return made

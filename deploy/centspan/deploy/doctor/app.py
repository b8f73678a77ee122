"""Loading an app's module, so that the client's facts are those of the app."""

import os
import sys
from contextlib import redirect_stdout
from importlib import import_module

from centspan.instrumentation.errors import CentspanError


def load(name: str) -> str:
    """Import the app as its server would (`shop.main`, `shop.main:app`); returns the module's name.

    What it prints goes to standard error. Raises CentspanError for whatever the import raises.
    """
    module = name.partition(":")[0]
    if (here := os.getcwd()) not in sys.path:
        sys.path.insert(0, here)
    try:
        with redirect_stdout(sys.stderr):
            import_module(module)
    except (Exception, SystemExit) as error:
        raise CentspanError(
            f"expected a module that can be imported from {here}, found that {module!r} raised "
            f"{type(error).__name__}: {error}; name it as in `python -m {module}`"
        ) from error
    return module

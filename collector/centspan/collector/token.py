"""The token of the stack on this machine, for the ports it guards and for those who ask them."""

from collections.abc import Mapping
from pathlib import Path

from centspan.instrumentation.errors import CentspanError


def token(environment: Mapping[str, str]) -> str:
    """Read CENTSPAN_TOKEN_FILE, else CENTSPAN_TOKEN; empty where neither is set.

    Raises CentspanError for a file that cannot be read.
    """
    path = environment.get("CENTSPAN_TOKEN_FILE")
    if not path:
        return environment.get("CENTSPAN_TOKEN", "").strip()
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is no UTF-8 text"
        raise CentspanError(f"CENTSPAN_TOKEN_FILE {path} cannot be read: {reason}") from error

"""Where notifications go: a `[[channel]]` of `budgets.toml`, whose secrets it only refers to."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from centspan.alerts.outside import content
from centspan.instrumentation.errors import CentspanError


@dataclass(frozen=True, slots=True)
class Kind:
    """What a kind of channel must, may and must not say in plain text; each a tuple of keys."""

    required: tuple[str, ...]
    optional: tuple[str, ...] = ()
    secret: tuple[str, ...] = ()


KINDS: Final[Mapping[str, Kind]] = {
    "slack": Kind(("url",), (), ("url",)),
    "pagerduty": Kind(("routing_key",), ("url",), ("routing_key",)),
    "webhook": Kind(("url",), ("secret",), ("secret",)),
    "alertmanager": Kind(
        ("url",), ("username", "password", "bearer_token"), ("password", "bearer_token")
    ),
    "email": Kind(
        ("host", "from", "to"), ("port", "security", "username", "password"), ("password",)
    ),
}
SECURITY: Final = ("starttls", "tls", "none")
"""How an e-mail channel talks with its server; the first where it does not say."""


@dataclass(frozen=True, slots=True)
class Channel:
    """One channel; `url` and `settings` (all its other keys) may be references, see `resolved`.

    `to` of an e-mail channel is its addresses joined by a comma, `port` its digits.
    """

    name: str
    kind: str
    url: str = ""
    settings: Mapping[str, str] = field(default_factory=dict[str, str])


def is_reference(value: str) -> bool:
    """Whether the value stands elsewhere: `env:NAME` or `file:PATH`."""
    return value.startswith(("env:", "file:"))


def resolved(value: str) -> str:
    """What a reference stands for, or the value itself; raises CentspanError, which never shows it."""
    where, _, name = value.partition(":")
    if not is_reference(value):
        return value
    found = os.environ.get(name, "") if where == "env" else _content(Path(name))
    if not found.strip():
        raise CentspanError(
            f"expected a secret at {value}, found it empty or not set: set it for the process that "
            "sends notifications"
        )
    return found.strip()


def _content(path: Path) -> str:
    try:
        return content(path).decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "no text"
        raise CentspanError(
            f"expected a readable file with a secret at {path}, found: {why}. "
            "Mend the path or its rights."
        ) from None

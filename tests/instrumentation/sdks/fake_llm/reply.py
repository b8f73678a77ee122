"""An answer ready to be sent."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Reply:
    """Either one JSON document or a list of server-sent events (name or None, data)."""

    document: Any = None
    events: list[tuple[str | None, Any]] | None = None
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    content_type: str = "application/json"

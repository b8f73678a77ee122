"""What is known of a call: before it leaves, when it is answered, and how it went.

No text, but for what the app allows to be kept: a prompt in its fingerprint, an answer as `said`.
"""

from decimal import Decimal
from typing import NamedTuple

from centspan.instrumentation.fingerprint import Fingerprint
from centspan.instrumentation.usage import NO_USAGE, Usage


class Request(NamedTuple):
    """What is known before the request leaves.

    `user` is the app's raw end-user id: only a keyed hash of it leaves the process.
    """

    provider: str
    operation: str
    model: str
    host: str = ""
    port: int = 0
    stream: bool = False
    max_tokens: int | None = None
    temperature: float | None = None
    has_tools: bool = False
    user: str | None = None
    conversation: str | None = None
    fingerprint: Fingerprint | None = None


class Response(NamedTuple):
    """What the provider answered.

    `usage` is `NO_USAGE` where the provider gave none: it is then estimated from the
    fingerprint's characters and `output_characters`. `tools_called` are tool names.
    `region` is where the provider says it served the call, if it says so.
    `cost_usd` is the app's own figure and stands instead of our list price. `said` are the
    answer's messages as JSON where they are kept, else ''.
    """

    usage: Usage = NO_USAGE
    model: str = ""
    id: str = ""
    finish_reasons: tuple[str, ...] = ()
    service_tier: str = ""
    request_id: str = ""
    http_status: int | None = None
    tools_called: tuple[str, ...] = ()
    output_characters: int = 0
    cost_usd: Decimal | None = None
    region: str = ""
    said: str = ""


class Course(NamedTuple):
    """How the call went, apart from the answer."""

    to_first_chunk_s: float | None
    failed_attempts: int
    """Attempts that the SDK made again."""
    unseen_attempts: int
    """Attempts the provider may have served without an answer arriving, the last one included."""
    error: str
    http_status: int | None
    abandoned: bool

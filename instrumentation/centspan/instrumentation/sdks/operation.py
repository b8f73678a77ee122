"""What one endpoint of a provider is, and how its answers are read."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final, Protocol

from centspan.instrumentation.call import Response
from centspan.instrumentation.fingerprint import Fingerprint
from centspan.instrumentation.spellings import STANDARD_TIERS

_PATHS_REMEMBERED: Final = 256


@dataclass(frozen=True, slots=True)
class Asked:
    """What is known before the answer and may be missing in it."""

    model: str = ""
    service_tier: str = ""
    request_id: str = ""

    def tier(self, reported: object) -> str:
        """Return the tier that served the call, '' for the standard one."""
        tier = reported if isinstance(reported, str) and reported else self.service_tier
        return "" if tier in STANDARD_TIERS else tier


class Fold(Protocol):
    """What is kept of a stream while the app reads it: counts and names, no text."""

    @property
    def complete(self) -> bool:
        """The provider said why it stopped: giving the stream up now loses no output."""
        ...

    def see(self, chunk: Any, /) -> None:
        """Take in one parsed chunk or event."""
        ...

    def response(self) -> Response:
        """Return what was answered until now."""
        ...


class Listener(Protocol):
    """Keeps what an answer says; used only where the app allows it."""

    def hear(self, chunk: Any, /) -> None:
        """Take in one parsed chunk or event of a stream."""
        ...

    def read(self, answer: Any, /) -> None:
        """Take in a whole answer."""
        ...

    def messages(self) -> list[dict[str, Any]]:
        """Return what was heard until now, in the conventions' shape."""
        ...


@dataclass(frozen=True, slots=True)
class Operation:
    """One endpoint: its name in the conventions and the functions that read it.

    `module` and `cls` hold the method `create` that another instrumentation would have wrapped.
    """

    name: str
    fingerprint: Callable[[Mapping[str, Any]], Fingerprint | None]
    read: Callable[[Any, Asked], Response]
    fold: Callable[[Asked], Fold]
    module: str = ""
    cls: str = ""
    usage_on_request: bool = False
    """A stream of it reports usage only where `stream_options` asks for it."""
    parses: bool = False
    """The SDK can parse its answer into the app's own type, and fail at that."""
    listener: Callable[[], Listener] | None = None
    """Keeps what is said, where that is allowed; None where an answer has no text."""


Finder = Callable[[str], Operation | None]


def finder(operations: Iterable[tuple[str, Operation]]) -> Finder:
    """Return a function from a request's url to its operation; the longest path wins."""
    by_length = sorted(operations, key=lambda each: -len(each[0]))

    @lru_cache(_PATHS_REMEMBERED)
    def find(url: str) -> Operation | None:
        path = "/" + url.partition("?")[0].strip("/")
        return next((found for end, found in by_length if path.endswith(end)), None)

    return find

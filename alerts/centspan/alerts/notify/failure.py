"""Why a notification did not arrive, and whether to try again."""

from centspan.instrumentation.errors import CentspanError


class DeliveryError(CentspanError):
    """A receiver did not take a notification; the message names no secret.

    `final`: it never will, for it refuses what was said. `after_seconds`: it asked to be left alone so long.
    """

    def __init__(self, message: str, *, final: bool = False, after_seconds: float = 0) -> None:
        super().__init__(message)
        self.final = final
        self.after_seconds = after_seconds

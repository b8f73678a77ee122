"""Words of a table that stand for one of a few facts."""

from typing import Any, Final

from centspan.collector.importing.values import NO, YES, NotThis, truth, word
from centspan.instrumentation.served import named, with_region
from centspan.instrumentation.spellings import KINDS

RECORDED_BY: Final = ("provider", "gateway", "client", "import")
ERRORS: Final = frozenset(
    ("timeout", "timed_out", "cancelled", "canceled", "exception", "rejected", "status_code_error")
)
FINE: Final = frozenset(
    ("completed", "complete", "done", "finished", "unset", "status_code_ok", "status_code_unset")
)
OPERATIONS: Final = {kind.lower(): operation for kind, operation in KINDS.items()}


def status(value: Any) -> tuple[str, int]:
    """`ok` or `error`, and the HTTP status where that is what was said."""
    text = str(value).strip().lower()
    if text.isascii() and text.isdigit() and len(text) == 3 and 100 <= int(text) <= 599:
        return ("error" if int(text) >= 400 else "ok"), int(text)
    if text in YES or text in FINE:
        return "ok", 0
    if text in NO or text in ERRORS:
        return "error", 0
    raise NotThis("ok, error or an HTTP status")


def operation(value: Any) -> str:
    """What was asked for; the words of other vocabularies become the standard's."""
    said = word(value).lower()
    return OPERATIONS.get(said, said)


def provider(value: Any) -> str:
    """The conventions' name of a provider, as the store calls it on spans."""
    return named(word(value), "")


def tier(value: Any) -> str:
    """`tier`, `tier@region` or `@region`; '' for the standard tier where no region counts."""
    name, _, region = word(value).lower().partition("@")
    return with_region(name, region, "")


def recorder(value: Any) -> str:
    """Who recorded an amount: whether it is a bill hangs on it."""
    who = word(value).lower()
    if who not in RECORDED_BY:
        raise NotThis(f"{', '.join(RECORDED_BY[:-1])} or {RECORDED_BY[-1]}")
    return who


def outcome(value: Any) -> str:
    """`succeeded`, `failed`, or '' for unknown, which is neither."""
    if str(value).strip().lower() in ("unknown", "pending"):
        return ""
    try:
        return "succeeded" if truth(value) else "failed"
    except NotThis:
        raise NotThis("true or false, succeeded or failed") from None

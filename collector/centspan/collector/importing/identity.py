"""Which call a row is: the same row is the same call whenever and under whichever name it comes again.

In this order: the columns named with --id; the ids of a span, where a row has both; a request id; else
the file (its digest when it was first seen) and the row's number, so that equal rows stay two calls.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final

from centspan.collector.importing.values import is_nothing

_TRACE: Final = re.compile("[0-9a-f]{32}")
_SPAN: Final = re.compile("[0-9a-f]{16}")
_NONE: Final = frozenset({"0" * 32, "0" * 16})


@dataclass(frozen=True, slots=True)
class Identity:
    """The ids a row is stored under."""

    trace_id: bytes
    span_id: bytes
    of_place: bool = False
    """They are made of where the row stands, so that no other row has them."""


@dataclass(frozen=True, slots=True)
class Naming:
    """What ids are made of: the columns of --id, the name of --copy, and calls or evaluations."""

    columns: tuple[str, ...] = ()
    copy: str = ""
    kind: str = "calls"


def identity(
    fields: Mapping[str, Any], values: Mapping[str, Any], naming: Naming, place: str
) -> Identity:
    """Return a row's ids; `place` is the file's root and the row's number."""
    is_call = naming.kind == "calls"
    trace = trace_bytes(fields.get("trace_id")) if is_call else b""
    span = span_bytes(fields.get("span_id")) if is_call else b""
    if trace and span and not naming.columns and not naming.copy:
        return Identity(trace, span)
    own = fields.get("request_id" if is_call else "id")
    told = (values.get(column) for column in naming.columns)
    named = ["" if is_nothing(value) else str(value) for value in told]
    if any(named):
        seed = "\0".join(("id", naming.kind, naming.copy, *named))
    elif own is not None:
        seed = "\0".join(("request", naming.kind, naming.copy, str(own), *_later_try(fields)))
    else:
        seed = place
    digest = sha256(seed.encode("utf-8", "surrogatepass")).digest()
    return Identity(trace or digest[:16], digest[16:24], seed == place)


def _later_try(fields: Mapping[str, Any]) -> tuple[str, ...]:
    """A second try of one request is another call than the first."""
    attempt = str(fields.get("attempt", "")).strip().removesuffix(".0")
    return () if attempt in ("", "0", "1") else (attempt,)


def trace_bytes(value: Any) -> bytes:
    """16 bytes: of 32 hex digits (a UUID's dashes are left out), of other words their hash; b'' for none."""
    return _bytes(value, _TRACE, 16)


def span_bytes(value: Any) -> bytes:
    """8 bytes of 16 hex digits; b'' for anything else."""
    return _bytes(value, _SPAN, 0)


def _bytes(value: Any, form: re.Pattern[str], hashed: int) -> bytes:
    text = "" if value is None else str(value).strip().lower()
    digits = text.replace("-", "")
    if form.fullmatch(digits) and digits not in _NONE:
        return bytes.fromhex(digits)
    return (
        sha256(text.encode("utf-8", "surrogatepass")).digest()[:hashed] if text and hashed else b""
    )

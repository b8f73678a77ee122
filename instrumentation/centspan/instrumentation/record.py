"""Calls of home-made clients, recorded after the fact."""

import logging
import time
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Any, Final

from centspan.instrumentation.call import Request, Response, begin
from centspan.instrumentation.guard import swallow
from centspan.instrumentation.provider_usage import any_usage, own_usage
from centspan.instrumentation.usage import NO_USAGE, Usage

_log: Final = logging.getLogger("centspan")
_DIGITS: Final = 30
"""Amounts are told in plain digits, and no sensible one has more before or after the point."""
Report = Mapping[str, Any] | Usage | Any
"""Usage as any known provider spells it, an SDK's object, or our own buckets."""


def record_call(
    *,
    provider: str,
    model: str,
    usage: Report | None = None,
    operation: str = "chat",
    started_at: datetime | float | None = None,
    duration_s: float | None = None,
    response_id: str = "",
    response_model: str = "",
    service_tier: str = "",
    finish_reasons: tuple[str, ...] = (),
    user: str | None = None,
    conversation: str | None = None,
    http_status: int | None = None,
    error: BaseException | str | None = None,
    cost_usd: Decimal | float | str | None = None,
) -> None:
    """Record a call that is over. Never raises.

    `started_at` is a datetime or Unix seconds (default: `duration_s` ago); `error` an exception or
    its class' name; `cost_usd` what the call cost by your own figures (0 or more), else the list price
    is used.
    """
    try:
        start, end = _times(started_at, duration_s)
        request = Request(provider, operation, model, user=user, conversation=conversation)
        call = begin(request, start)
        if call is None:
            return
        response = Response(
            usage=reported_usage(provider, usage),
            model=response_model,
            id=response_id,
            finish_reasons=tuple(finish_reasons),
            service_tier=service_tier,
            http_status=http_status,
            cost_usd=_decimal(cost_usd),
        )
        if error is None:
            call.finish(response, ended_ns=end)
        else:
            call.fail(_exception(error), http_status, response, ended_ns=end)
    except Exception as problem:  # noqa: BLE001 - the call is over; a report about it must not fail
        swallow("recording a call", problem)


def reported_usage(provider: str, reported: Report | None) -> Usage:
    """Usage in whatever form the app has it."""
    if reported is None:
        return NO_USAGE
    if isinstance(reported, Usage):
        read = own_usage(reported._asdict())
        status = "inconsistent" if "inconsistent" in (read.status, reported.status) else "ok"
        return read._replace(source=reported.source, status=status)
    return any_usage(provider, reported)


def _times(started_at: datetime | float | None, duration_s: float | None) -> tuple[int, int]:
    """Return start and end in nanoseconds since the epoch."""
    lasted = round((duration_s or 0) * 1e9)
    if started_at is None:
        end = time.time_ns()
        return end - lasted, end
    seconds = started_at.timestamp() if isinstance(started_at, datetime) else started_at
    start = round(seconds * 1e9)
    return start, start + lasted if duration_s is not None else max(start, time.time_ns())


def _decimal(amount: Decimal | float | str | None) -> Decimal | None:
    if amount is None:
        return None
    try:
        exact = Decimal(str(amount))
    except InvalidOperation:
        exact = Decimal("NaN")
    if exact.is_finite() and exact >= 0 and -_DIGITS <= exact.adjusted() <= _DIGITS:
        return exact
    _warn_of_cost()
    return None


@cache
def _warn_of_cost() -> None:
    """Say it once: the value itself may be anything the app has, and stays in the process."""
    _log.warning(
        "centspan: record_call expected cost_usd to be an amount in USD of 0 or more, found "
        "something else; such calls are recorded at list price. Pass a Decimal, or None"
    )


def _exception(error: BaseException | str) -> BaseException:
    """An exception to name: a word that names no class stands as `Error`, so that no text leaves."""
    if isinstance(error, BaseException):
        return error
    name = error.rpartition(".")[2]
    return type(
        name if name.isidentifier() else "Error", (Exception,), {"__module__": "builtins"}
    )()

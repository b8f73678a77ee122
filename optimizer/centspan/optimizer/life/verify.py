"""Whether the saving came: what was realised beside what was proposed, and what is to be said of it."""

from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any, Final, Literal

from centspan.instrumentation.errors import CentspanError
from centspan.optimizer.life.judged import Judged, judged
from centspan.optimizer.life.policies import share_of
from centspan.optimizer.life.realised import Realised, first_call, realised
from centspan.optimizer.life.stored import Stored, one, write, written
from centspan.optimizer.life.windows import Windows, beside, windows

Verdict = Literal["too early", "too few users", "less", "as proposed", "more"]
WHOLE: Final = Decimal(100)


@dataclass(frozen=True, slots=True)
class Verified:
    """What became of one proposal; `found` is None where it is too early to say."""

    of: Stored
    verdict: Verdict
    why: str
    found: Realised | None = None
    quality: Judged | None = None


def verify(client: Any, id_: str, now: datetime) -> Verified:
    """Compare a proposal's calls before and after its adoption; of one that a share of calls had, with the others.

    Raises CentspanError where it was not adopted, or nothing tells the share's calls from others.
    """
    of = one(client, id_)
    if of.status != "adopted" or of.adopted_at is None:
        raise CentspanError(
            f"expected a proposal that was adopted, found {of.id} {of.status}: "
            f"say since when with `centspan optimize adopted {of.id} --at …`"
        )
    treated = of.id if share_of(client, of.id) < WHOLE else ""
    when = _when(client, of, of.adopted_at, now, treated)
    if isinstance(when, str):
        return Verified(of, "too early", when)
    found = realised(client, of, when, treated)
    if found is None:
        return _without_calls(of, treated)
    verdict, why = judge(of, found)
    return Verified(of, verdict, why, found, judged(client, of, when, treated))


def record(client: Any, verified: Verified, at: datetime) -> Stored:
    """Store what was realised beside the proposal; of one that is too early nothing is."""
    found = verified.found
    if found is None:
        return verified.of
    low, high = _ends(found, found.expected_usd)
    now = replace(
        verified.of,
        realised_usd=found.saving_usd,
        realised_low_usd=low,
        realised_high_usd=high,
        document=written({**verified.of.said, "verified": _said(verified, at)}),
        version=int(at.timestamp() * 1e6),
    )
    write(client, [now])
    return now


def _said(verified: Verified, at: datetime) -> dict[str, Any]:
    return {"at": at, "verdict": verified.verdict, "why": verified.why}


def judge(of: Stored, found: Realised) -> tuple[Verdict, str]:
    """Set the interval against the proposal's, both at the volume and prices of before."""
    low, high = _ends(found, found.usual_usd)
    if low is None or high is None:
        return "too few users", _few(found)
    told_low, told_high = of.low_usd, of.high_usd
    least = of.saving_usd if told_low is None else told_low
    most = of.saving_usd if told_high is None else told_high
    at_before = f"at the volume and prices of before {_usd(low)} to {_usd(high)}"
    if high < least:
        return "less", f"{at_before}, less than the {_usd(least)} that were proposed at the least"
    if low > most:
        return "more", f"{at_before}, more than the {_usd(most)} that were proposed at the most"
    return "as proposed", f"{at_before}; proposed were {_usd(least)} to {_usd(most)}"


def _when(
    client: Any, of: Stored, adopted_at: datetime, now: datetime, treated: str
) -> Windows | str:
    if treated:
        return beside(adopted_at, now)
    first = first_call(client, of, now)
    return windows(adopted_at, first or now, now)


def _without_calls(of: Stored, treated: str) -> Verified:
    if treated:
        raise CentspanError(
            f"expected calls with policy_id or route {of.id} and others without it, as a share adopted it; found "
            "none of one kind: label the share's calls, centspan.instrumentation.label(route=…)"
        )
    return Verified(of, "too early", "no call of its scope on one of both sides of its adoption")


def _ends(found: Realised, usd: Decimal) -> tuple[Decimal | None, Decimal | None]:
    if found.interval is None:
        return None, None
    return found.interval.low * usd, found.interval.high * usd


def _few(found: Realised) -> str:
    if not found.users:
        return "nobody says whose calls they are: without users there is no interval"
    return f"too few users ({found.users}), or one makes most of the cost: there is no interval"


def _usd(amount: Decimal) -> str:
    return f"{'-' if amount < 0 else ''}${abs(amount):,.2f}"

"""What a run of the optimizer makes of the proposals that stand."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from centspan.optimizer.as_json import proposal as as_json
from centspan.optimizer.life.settled import silent
from centspan.optimizer.life.stored import Stored, standing, write, written
from centspan.optimizer.optimize import Outcome
from centspan.optimizer.proposal import Proposal


def record(
    client: Any, found: Outcome, levers: Collection[str], at: datetime, run_id: str
) -> tuple[Stored, ...]:
    """Store what a run of these levers on everything found; returns what is new or told anew.

    What was accepted, adopted or dismissed stays so; a dismissed one is told again once its saving has
    doubled. What was proposed before and is found no more is withdrawn.
    """
    before = standing(client)
    version = int(at.timestamp() * 1e6)
    new = {each.id: _stored(each, at, run_id, version) for each in found.proposals}
    rows = [
        *(each for id_, now in new.items() if (each := _told(now, before.get(id_)))),
        *(
            replace(was, status="withdrawn", version=version)
            for id_, was in before.items()
            if id_ not in new and was.status == "proposed" and was.lever in levers
        ),
    ]
    write(client, rows)
    return tuple(each for each in rows if each.status == "proposed" and _news(each, before))


def _told(now: Stored, was: Stored | None) -> Stored | None:
    if was is None or was.status in ("proposed", "withdrawn"):
        return now
    return now if was.status == "dismissed" and not silent(now.saving_usd, was) else None


def _news(now: Stored, before: Mapping[str, Stored]) -> bool:
    was = before.get(now.id)
    return was is None or was.status != "proposed"


def _stored(each: Proposal, at: datetime, run_id: str, version: int) -> Stored:
    return Stored(
        id=each.id,
        run_id=run_id,
        proposed_at=at,
        lever=each.lever,
        scope=each.scope,
        change=each.change,
        baseline_usd=each.baseline_usd,
        saving_usd=each.saving_usd,
        low_usd=each.low_usd,
        high_usd=each.high_usd,
        evidence=each.evidence,
        quality=each.quality,
        latency=each.latency,
        status="proposed",
        document=written(as_json(each)),
        version=version,
    )

"""The tables of `finance.toml` that say how a model would be hosted, quantised or fine-tuned."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, Final, cast

from centspan.optimizer.finance.hosting import SELF_HOSTED, Kind, Option
from centspan.optimizer.finance.reading import Bad, known, number, table
from centspan.optimizer.finance.self_hosting import Replica

HOSTING: Final = ("self_hosting", "quantised", "fine_tuning")
REPLICA: Final = ("gpus", "usd_per_gpu_hour", "requests_per_hour")
PRICES: Final = ("usd_per_million_input", "usd_per_million_output")
DEFAULTS: Final[Mapping[str, Decimal]] = {
    "hours_per_month": Decimal(720),
    "operations_usd_per_month": Decimal(0),
    "retraining_usd_per_month": Decimal(0),
    "set_up_usd": Decimal(0),
}
"""Where a table does not say."""


def options(said: Mapping[str, Any]) -> tuple[Option, ...]:
    """All ways that the file tells of, self-hosting first. Raises Bad."""
    found: list[Option] = []
    kinds: tuple[tuple[str, Kind], ...] = (
        ("self_hosting", SELF_HOSTED),
        ("quantised", "quantised"),
    )
    for name, kind in kinds:
        if name in said and (held := table(said[name], name)):
            known(held, (*REPLICA, *DEFAULTS), name)
            found.append(_option(kind, kind, held, name))
    return (*found, *_fine_tuned(said.get("fine_tuning", [])))


def _fine_tuned(said: Any) -> Iterator[Option]:
    if not isinstance(said, list):
        raise Bad(f"fine_tuning: expected tables [[fine_tuning]], found {said!r}")
    for place, each in enumerate(cast("list[Any]", said), 1):
        where = f"fine_tuning {place}"
        held = table(each, where)
        known(held, ("name", *REPLICA, *PRICES, *DEFAULTS), where)
        name = held.get("name")
        if not isinstance(name, str) or not name:
            raise Bad(f"{where}: expected name = a text in quotes, found {name!r}")
        yield _option(name, "fine-tuned", held, where)


def _option(name: str, kind: Kind, held: Mapping[str, Any], where: str) -> Option:
    said = {key: number(held.get(key, usual), f"{where}.{key}") for key, usual in DEFAULTS.items()}
    fixed = said["operations_usd_per_month"] + said["retraining_usd_per_month"]
    priced = kind == "fine-tuned" and any(key in held for key in PRICES)
    if priced and any(key in held for key in REPLICA):
        raise Bad(f"{where}: expected {', '.join(REPLICA)} or {', '.join(PRICES)}, found both")
    if not priced:
        return Option(name, kind, said["set_up_usd"], fixed, _replica(held, said, where))
    prices = (number(held.get(key), f"{where}.{key}") for key in PRICES)
    return Option(name, kind, said["set_up_usd"], fixed, None, *prices)


def _replica(held: Mapping[str, Any], said: Mapping[str, Decimal], where: str) -> Replica:
    gpus, usd, requests = (number(held.get(key), f"{where}.{key}") for key in REPLICA)
    if gpus != int(gpus) or gpus < 1:
        raise Bad(f"{where}.gpus: expected a whole number from 1 up, found {gpus}")
    return Replica(int(gpus), usd, requests, said["hours_per_month"])

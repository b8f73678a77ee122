"""What must hold between the entries of a price file; each problem is a CentspanError that names them."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import combinations

from centspan.collector.prices.price_file_entries import Said
from centspan.collector.prices.row import ALWAYS, FOREVER
from centspan.instrumentation.errors import CentspanError

Tables = Mapping[str, Sequence[Said]]
_SAME = {
    "price": ("provider", "model", "tier", "region", "above", "contract"),
    "self_hosted": ("provider", "model"),
    "alias": ("provider", "model"),
    "discount": ("provider", "model", "tier", "region", "contract"),
    "multiplier": ("provider", "model", "tier", "region"),
}
"""Two entries of a table that agree in all of these speak of the same calls."""
_PLAIN = {"provider": "*", "model": "*", "above": 0, "contract": False}
"""What an entry means where it leaves a key out; a price without tier is for the standard one."""


def check(name: str, said: Tables) -> None:
    """Refuse periods that end before they begin, rivals of equal rank, and currencies without rates."""
    for each in (entry for entries in said.values() for entry in entries):
        _ends_after_it_begins(name, each)
    for table, keys in _SAME.items():
        plain = {**_PLAIN, "tier": ""} if table == "price" else _PLAIN
        _no_rivals(name, said[table], keys, plain)
    _hosted_or_priced(name, said)
    _known_currencies(name, said)
    _factors_say_for_what(name, said["multiplier"])


def _ends_after_it_begins(name: str, each: Said) -> None:
    starts, ends = _period(each)
    if ends <= starts:
        raise CentspanError(
            f"{name}: {each.where}: expected until after from ({starts:%Y-%m-%d %H:%M} UTC), "
            f"found {ends:%Y-%m-%d %H:%M}. `until` is the first moment that is not meant."
        )


def _no_rivals(
    name: str, entries: Sequence[Said], keys: Sequence[str], plain: Mapping[str, object]
) -> None:
    meant = [tuple(each.values.get(key, plain.get(key)) for key in keys) for each in entries]
    for (same, one), (other_same, other) in combinations(zip(meant, entries, strict=True), 2):
        if same == other_same and _overlap(one, other):
            raise CentspanError(
                f"{name}: {other.where}: expected one entry for these calls at a time, found "
                f"{one.where} beside it. End that one with `until` where this one begins."
            )


def _hosted_or_priced(name: str, said: Tables) -> None:
    for hosted in said["self_hosted"]:
        for price in said["price"]:
            rest = ("tier", "region", "above", "contract")
            plain = not any(price.values.get(key) for key in rest)
            same = all(hosted.values[key] == price.values[key] for key in ("provider", "model"))
            if plain and same and _overlap(hosted, price):
                raise CentspanError(
                    f"{name}: {hosted.where}: expected one price for these calls at a time, found "
                    f"{price.where} beside it. Keep one of them, or end it with `until`."
                )


def _known_currencies(name: str, said: Tables) -> None:
    rates = [(each.values["code"], each.values.get("from", ALWAYS)) for each in said["currency"]]
    for number, rate in enumerate(rates):
        if rate in rates[:number]:
            where = said["currency"][number].where
            raise CentspanError(
                f"{name}: {where}: expected one rate from {rate[1]:%Y-%m-%d %H:%M} UTC on, found "
                "two. Take one out, or give the later one its `from`."
            )
    known = {"USD", *(code for code, _ in rates)}
    for each in (*said["price"], *said["self_hosted"]):
        if (currency := each.values.get("currency", "USD")) not in known:
            raise CentspanError(
                f"{name}: {each.where}: expected a currency with a rate, found {currency}. "
                f'Add [[currency]] code = "{currency}", usd = … with the rate and its `from`.'
            )


def _factors_say_for_what(name: str, factors: Sequence[Said]) -> None:
    for each in factors:
        if not (each.values.get("tier") or each.values.get("region")):
            raise CentspanError(
                f"{name}: {each.where}: expected a tier or a region, found neither. A change for "
                "all calls is a [[price]], or a [[discount]] of yours."
            )
        if "factor" not in each.values and not each.values.get("as_listed"):
            raise CentspanError(
                f"{name}: {each.where}: expected factor, found none. Add it, or as_listed = true."
            )
        if each.values.get("as_listed") and not each.values.get("tier"):
            raise CentspanError(
                f"{name}: {each.where}: expected a tier beside as_listed, found none. Add the tier."
            )


def _overlap(one: Said, other: Said) -> bool:
    (starts, ends), (other_starts, other_ends) = _period(one), _period(other)
    return starts < other_ends and other_starts < ends


def _period(each: Said) -> tuple[datetime, datetime]:
    return each.values.get("from", ALWAYS), each.values.get("until", FOREVER)

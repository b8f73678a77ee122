"""Under which other names the calls of a model are stored, for who prices a name that no call has."""

from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from centspan.collector.prices.row import Name
from centspan.instrumentation.pricing.names import provider_id


@dataclass(frozen=True, slots=True)
class OtherName:
    """A name of the same model as spans spell it, its calls, and how many of them have no price."""

    name: Name
    calls: int
    unpriced_calls: int


def other_names(client: Any, name: Name) -> tuple[OtherName, ...]:
    """Return names of stored calls that may have been meant, those of the same provider first.

    Where no call has `name` these are all of the model, in whatever capitals, else the unpriced ones of
    the provider in another spelling.
    """
    sql = files("centspan.collector").joinpath("prices/other_names.sql").read_text("utf-8")
    rows = client.query(sql, parameters={"model": name.model}).result_rows
    found = [OtherName(Name(*row[:3]), *row[3:]) for row in rows]
    others = [each for each in found if each.name != name]
    if len(others) == len(found):
        return tuple(sorted(others, key=lambda each: not _same_provider(each.name, name)))
    return tuple(o for o in others if o.unpriced_calls and _same_provider(o.name, name))


def _same_provider(one: Name, other: Name) -> bool:
    return provider_id(one.provider) == provider_id(other.provider)

"""Values of a TOML file, checked: each names its key, what was expected and what was found."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, cast


class Bad(Exception):
    """A value that does not fit."""


def table(value: Any, where: str) -> Mapping[str, Any]:
    """A table. Raises Bad."""
    if not isinstance(value, dict):
        raise Bad(f"{where}: expected a table, found {value!r}")
    return cast("Mapping[str, Any]", value)


def known(said: Mapping[str, Any], keys: tuple[str, ...], where: str) -> None:
    """Raises Bad for keys that are not among these."""
    if unknown := [key for key in said if key not in keys]:
        raise Bad(f"{where}: expected {', '.join(keys)}, found {', '.join(unknown)}")


def number(value: Any, where: str) -> Decimal:
    """A number from 0 up. Raises Bad."""
    plain = isinstance(value, int | Decimal) and not isinstance(value, bool)
    if not plain or not Decimal(value).is_finite() or value < 0:
        found = "nothing" if value is None else repr(value)
        raise Bad(f"{where}: expected a number from 0 up without quotes, found {found}")
    return Decimal(value)


def flag(said: Mapping[str, Any], where: str) -> bool:
    """The flag `scales`, false where it is not said. Raises Bad."""
    value = said.get("scales", False)
    if not isinstance(value, bool):
        raise Bad(f"{where}.scales: expected true or false, found {value!r}")
    return value

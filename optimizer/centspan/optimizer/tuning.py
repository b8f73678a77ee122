"""Thresholds of levers as a person sets them: `cap.tokens=512`."""

from collections.abc import Iterable
from dataclasses import fields, replace
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, Final, cast

from centspan.instrumentation.errors import CentspanError
from centspan.optimizer.lever import Lever
from centspan.optimizer.levers import LEVERS

KINDS: Final = {
    bool: "true or false",
    int: "a whole number",
    float: "a number",
    Decimal: "a number",
}


def tuned(said: Iterable[str], only: Iterable[str] = ()) -> tuple[Lever, ...]:
    """The levers of these ids (all where none is said), with these thresholds.

    Raises CentspanError for a lever, threshold or value that does not exist, naming those that do.
    """
    levers = {lever.id: lever for lever in LEVERS}
    chosen = tuple(only) or tuple(levers)
    for name in chosen:
        _known(name, levers, "lever")
    for each in said:
        name, _, value = each.partition("=")
        lever, _, threshold = name.partition(".")
        _known(lever, levers, "lever")
        levers[lever] = _set(levers[lever], threshold, value)
    return tuple(lever for name, lever in levers.items() if name in chosen)


def _set(lever: Lever, threshold: str, value: str) -> Lever:
    known = {each.name: each for each in fields(cast("Any", lever)) if each.name != "id"}
    _known(threshold, known, f"threshold of {lever.id}")
    return replace(
        cast("Any", lever),
        **{threshold: _read(value, getattr(lever, threshold), f"{lever.id}.{threshold}")},
    )


def _read(value: str, usual: Any, threshold: str) -> Any:
    try:
        match usual:
            case bool():
                return {"true": True, "false": False}[value]
            case int():
                return int(value)
            case float() | Decimal():
                return type(usual)(_finite(value))
            case str():
                return value
            case _:
                return Path(value)
    except (ValueError, KeyError, InvalidOperation):
        raise CentspanError(
            f"expected {threshold} to be {KINDS[type(usual)]} such as {str(usual).lower()}, found {value!r}"
        ) from None


def _finite(value: str) -> Decimal:
    number = Decimal(value)
    if not number.is_finite():
        raise ValueError(value)
    return number


def _known(name: str, known: Iterable[str], what: str) -> None:
    if name not in known:
        raise CentspanError(f"expected a {what} out of {', '.join(known)}, found {name!r}")

"""From TOML to entries whose every value has been read, with what could not be."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, cast

from centspan.alerts.budgets.fields import nearest
from centspan.alerts.budgets.lines import Place
from centspan.alerts.budgets.problem import Problem
from centspan.alerts.budgets.tables import Table

SHOWN: Final = ("id", "name", "rule", "section")
"""Keys that tell a person which entry a message is about."""


@dataclass(frozen=True, slots=True)
class Said:
    """One entry: its values as they were read, how messages call it, and where it stands."""

    where: str
    values: Mapping[str, Any]
    place: Place | None

    @property
    def line(self) -> int | None:
        """Where it begins."""
        return self.place.line_of() if self.place else None

    def problem(self, key: str, text: str) -> Problem:
        """A problem with what one key says; '' for the entry as a whole."""
        line = self.place.line_of(key) if self.place else None
        return Problem(line, self.where, f"{key}: {text}" if key else text)


def entry(
    where: str, table: Table, said: object, place: Place | None
) -> tuple[Said, tuple[Problem, ...]]:
    """Read one entry; what has a problem is left out of its values."""
    if not isinstance(said, Mapping):
        empty = Said(where, {}, place)
        return empty, (empty.problem("", f"expected a table, found {shown(said)}"),)
    values = cast("Mapping[str, Any]", said)
    names = [f'{key} "{values[key]}"' for key in SHOWN if isinstance(values.get(key), str)]
    begun = Said(f"{where} ({', '.join(names)})" if names else where, values, place)
    problems = tuple(_problems(begun, table))
    read = dict(_values(table, values))
    return Said(begun.where, read, place), problems


def shown(value: object) -> str:
    """A value as the file has it, cut short."""
    text = f'"{value}"' if isinstance(value, str) else str(value).lower()
    if isinstance(value, Mapping | list):
        text = "a table" if isinstance(value, Mapping) else "a list"
    return text if len(text) <= 80 else f"{text[:79]}…"


def _problems(said: Said, table: Table) -> Iterator[Problem]:
    for key, value in said.values.items():
        if key not in table.keys:
            known = ", ".join(table.keys)
            hint = nearest(key, tuple(table.keys))
            yield said.problem(key, f"expected one of the keys {known}, found this one{hint}")
            continue
        try:
            table.keys[key](value)
        except ValueError as error:
            found = "" if ", found " in str(error) else f", found {shown(value)}"
            yield said.problem(key, f"expected {error}{found}")
    for key in table.required:
        if key not in said.values:
            yield said.problem("", f"expected {key}, found none; add it")


def _values(table: Table, values: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for key in values.keys() & table.keys.keys():
        try:
            yield key, table.keys[key](values[key])
        except ValueError:
            continue

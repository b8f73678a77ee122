"""JSON objects with the look of an SDK's models, for answers that the app reads as bytes."""

from collections.abc import Iterable, Mapping
from typing import Any


class Record:
    """An attribute view on a JSON object; a missing field is None."""

    __slots__ = ("json",)

    def __init__(self, json: dict[str, Any]) -> None:
        self.json = json

    def __getattr__(self, name: str) -> Any:
        return viewed(self.json.get(name))


def viewed(value: Any) -> Any:
    """Return `value` with its JSON objects, at any depth, readable by attribute."""
    if isinstance(value, dict):
        return Record(value)
    if isinstance(value, list):
        return [viewed(item) for item in value]
    return value


def plain(value: Any) -> Any:
    """Return the JSON object behind a view, anything else as it is."""
    return value.json if isinstance(value, Record) else value


def field(source: Any, name: str) -> Any:
    """Return an attribute of a model or view, None where it has none."""
    return getattr(source, name, None)


def picked(source: Any, names: Iterable[str]) -> dict[str, Any]:
    """Return those attributes of a model or view that it has, as plain JSON where it is a view."""
    held = source.json if isinstance(source, Record) else {}
    found = {name: held[name] if name in held else field(source, name) for name in names}
    return {name: value for name, value in found.items() if value is not None}


def text(source: Any, name: str) -> str:
    """Return an attribute that is a word, '' for anything else."""
    value = getattr(source, name, None)
    return value if isinstance(value, str) else ""


def length(source: Any, name: str) -> int:
    """Return the characters of an attribute that is text, 0 for anything else."""
    value = getattr(source, name, None)
    return len(value) if isinstance(value, str) else 0


def member(source: Any, name: str) -> Any:
    """Return a field of a mapping or a model, None where it has none."""
    return source.get(name) if isinstance(source, Mapping) else getattr(source, name, None)


def number(value: Any) -> float | None:
    """Return a setting that is a number, None for anything else."""
    return float(value) if isinstance(value, (int, float)) else None


def whole(value: Any) -> int | None:
    """Return a setting that is a whole number, None for anything else."""
    return int(value) if isinstance(value, int) else None

"""Foreign objects as plain data: what a fingerprint may read of them without side effects."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import fields, is_dataclass
from datetime import date, time, timedelta
from decimal import Decimal
from enum import Enum
from pathlib import PurePath
from typing import Any, Final
from uuid import UUID

_SAMPLE: Final = 1024
_WORDS: Final = (bool, int, float, complex, date, time, timedelta, Decimal, UUID, PurePath)
_SENTINELS: Final = frozenset({"NoneType", "NotGiven", "Omit", "Unset", "UnsetType", "ellipsis"})


def absent(value: Any) -> bool:
    """Say whether a value counts as not given: None, empty, or an SDK's sentinel."""
    kind = type(value)
    if kind is str or kind is list or kind is dict or kind is tuple:
        return not value
    return kind.__name__ in _SENTINELS


def plain(value: Any) -> Any:
    """Return a dict, a list or a string that stands for any object.

    What cannot be read without consuming or running it stands as its class and identity: equal
    to itself and to nothing else.
    """
    if isinstance(value, type) or callable(value):
        return f"{value.__module__}.{value.__qualname__}" if _is_named(value) else _opaque(value)
    if isinstance(value, Enum):
        return plain(value.value)
    if isinstance(value, str):
        return str.__str__(value)
    if isinstance(value, (bytes, bytearray, memoryview)):
        return sample_bytes(value)
    if isinstance(value, Mapping):
        return dict(value)
    if (fields_of := _record_fields(value)) is not None:
        return fields_of
    if isinstance(value, _WORDS):
        return str(value)
    if isinstance(value, Collection) and not isinstance(value, Iterator):
        return sorted(value, key=repr) if isinstance(value, (set, frozenset)) else list(value)
    return _opaque(value)


def sample(blob: str) -> str:
    """Stand in for a long opaque string: its length and three samples of it."""
    middle = len(blob) // 2
    return f"{len(blob)}:{blob[:_SAMPLE]}{blob[middle : middle + _SAMPLE]}{blob[-_SAMPLE:]}"


def sample_bytes(blob: bytes | bytearray | memoryview) -> str:
    """As `sample`, without copying the rest."""
    middle = len(blob) // 2
    parts = (blob[:_SAMPLE], blob[middle : middle + _SAMPLE], blob[-_SAMPLE:])
    return f"{len(blob)}:{b''.join(parts).decode('latin-1')}"


def member(source: Any, name: str) -> Any:
    """Read a member of a mapping or an object, None where it has none."""
    if type(source) is dict or isinstance(source, Mapping):
        return source.get(name)
    return getattr(source, name, None)


def _record_fields(value: Any) -> dict[str, Any] | None:
    dump: Callable[..., dict[str, Any]] | None = getattr(value, "model_dump", None)
    if dump is not None:
        try:
            return dump(exclude_none=True, warnings=False)
        except TypeError:  # another library's object that only borrowed the name
            return dump()
    if is_dataclass(value):
        return {each.name: getattr(value, each.name, None) for each in fields(value)}
    return None


def _is_named(value: Any) -> bool:
    return hasattr(value, "__qualname__") and hasattr(value, "__module__")


def _opaque(value: object) -> str:
    return f"{type(value).__qualname__}@{id(value)}"

"""What a check found, and what checks look at."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final

Json = dict[str, Any]
"""A file's content or a part of it."""
Check = Callable[[Json], Iterator["Finding"]]
"""Looks at one file's content."""
EXPRESSION: Final = "__expr__"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong, where, and what was expected."""

    where: str
    what: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what}" if self.where else self.what


def rules(document: Json) -> Iterator[Json]:
    """Every rule of a file."""
    for group in document.get("groups", ()):
        yield from group["rules"]


def of_store(rule: Json) -> list[Json]:
    """A rule's queries of the store."""
    return [each for each in rule["data"] if each["datasourceUid"] != EXPRESSION]


def expressions(rule: Json) -> list[Json]:
    """What a rule makes of its queries."""
    return [each for each in rule["data"] if each["datasourceUid"] == EXPRESSION]

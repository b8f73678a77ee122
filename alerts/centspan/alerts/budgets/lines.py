"""Which line of a TOML file an entry or a key stands on; its reader does not say."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

_HEADER: Final = re.compile(r"\s*(\[\[?)\s*([\w-]+)[\s\].]")


@dataclass(frozen=True, slots=True)
class Place:
    """A header and the lines that belong to it, numbered from 1; `table` is '' above all headers."""

    table: str
    first: int
    lines: tuple[str, ...]

    def line_of(self, key: str = "") -> int:
        """Where a key is given a value, else where the entry begins."""
        given = re.compile(rf"""(^|[\s{{,.\[])["']?{re.escape(key)}["']?\s*(=|\.|\])""")
        bare = (line.split("#")[0] for line in self.lines)
        found = [at for at, line in enumerate(bare) if key and given.search(line)]
        return self.first + (found[0] if found else 0)


def places(text: str) -> tuple[Place, ...]:
    """Every entry in the order of the file; a table inside one, as `[budget.scope]`, is a part of it."""
    return tuple(_places(text.splitlines()))


def _places(lines: list[str]) -> Iterator[Place]:
    table, first = "", 0
    for at, line in enumerate(lines):
        header = _HEADER.match(line)
        if header and (header[1] == "[[" or header[2] != table):
            yield Place(table, first + 1, tuple(lines[first:at]))
            table, first = header[2], at
    yield Place(table, first + 1, tuple(lines[first:]))


def of_entry(found: tuple[Place, ...], table: str, number: int, of: int) -> Place | None:
    """The place of the `number`th of `of` entries, from 0; None where headers do not tell."""
    same = [place for place in found if place.table == table]
    return same[number] if len(same) == of else None

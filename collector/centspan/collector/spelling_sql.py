"""What a span says, as SQL: the map `a` that views read it from.

A template reads `a['provider']` for a fact of `COUNTS` or `TEXTS`, whatever its spelling, and
`a['centspan.team']` for an attribute of that name. Each attribute is looked up once for all that it
tells: the engine works through a view anew at every insert, and each expression costs it time. The
view itself reads `a` by number, as a map is searched for a number in half the time.
"""

import re
from collections.abc import Mapping
from itertools import zip_longest

from centspan.instrumentation.spellings import COUNTS, TEXTS

_READ = re.compile(r"\ba\['([^']+)'\]")
_FACTS = COUNTS | TEXTS
LONGEST = 262_144
"""Bytes of a value that is read: longer than any list of blocks, tools or sections. A view copies a value some times."""


def attributes(view: str, template: str, columns: str) -> str:
    """Return the SELECT of `columns` and of `a`, with what `view` reads of it."""
    numbers = _numbers(view)
    told = [(name, key) for key in numbers for name in _FACTS.get(key, (key,))]
    documents = tuple(dict.fromkeys(name.partition("#")[0] for name, _ in told if "#" in name))
    # Documents have the first places, and tell nothing by themselves.
    told = [(document, "") for document in documents] + told
    first, *others = _places([name for name, _ in told])
    pieces = {
        "@outside": renamed("name", {n: p for n, p in first.items() if "#" not in n}, "0"),
        "@inside": renamed("entry.1", {_steps(n): p for n, p in first.items() if "#" in n}, "0"),
        "@again": "".join(_again(first, other) for other in others),
        "@keys": ", ".join(str(numbers.get(key, 0)) for _, key in told),
        "@documents": quoted(documents),
        "@last_document": str(len(documents)),
        "@longest": str(LONGEST),
        "@columns": columns,
    }
    for marker, piece in pieces.items():
        template = template.replace(marker, piece)
    return template


def by_number(view: str) -> str:
    """Let `view` read `a` by the numbers that `attributes` gives its keys."""
    numbers = _numbers(view)
    return _READ.sub(lambda found: f"a[{numbers[found[1]]} /*{found[1]}*/]", view)


def _numbers(view: str) -> Mapping[str, int]:
    return {key: number for number, key in enumerate(dict.fromkeys(_READ.findall(view)), 1)}


def _places(names: list[str]) -> list[dict[str, int]]:
    """Each name's first place; the second of those that tell two things; and so on."""
    found: dict[str, list[int]] = {}
    for place, name in enumerate(names, 1):
        found.setdefault(name, []).append(place)
    rounds = zip_longest(*found.values())
    return [{n: place for n, place in zip(found, each, strict=True) if place} for each in rounds]


def _again(first: Mapping[str, int], other: Mapping[str, int]) -> str:
    known, places = (", ".join(str(each[name]) for name in other) for each in (first, other))
    return f", (transform(told.1, [{known}], [{places}], 0), told.2)"


def _steps(name: str) -> str:
    """A place in a document as the template spells it: keys may have dots in them."""
    document, _, path = name.partition("#")
    return f"{document}#{path.replace('.', '#')}"


def renamed(value: str, names: Mapping[str, object], otherwise: str = "") -> str:
    """Return what `names` makes of a value; where it knows none, `otherwise` or the value itself."""
    known, canonical = quoted(tuple(names)), ", ".join(map(repr, names.values()))
    rest = f", {otherwise}" if otherwise else ""
    return f"transform({value}, [{known}], [{canonical}]{rest})"


def quoted(words: tuple[str, ...]) -> str:
    """Return words as a list of literals."""
    return ", ".join(f"'{word}'" for word in words)

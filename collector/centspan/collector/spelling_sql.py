"""Where a fact may stand on a span, as SQL over its attributes: `a` is the map of all of them."""

from collections.abc import Mapping

from centspan.instrumentation.spellings import COUNTS, TEXTS

PARTS = (("gen_ai.usage.", "u"), ("gen_ai.", "a"), ("centspan.", "a"))
"""Prefix → the map that holds such attributes: all of them (`a`), usage (`u`), the rest being foreign (`f`)."""

_SPELLINGS = [name for table in (COUNTS, TEXTS) for names in table.values() for name in names]
DOCUMENTS = tuple(dict.fromkeys(name.partition("#")[0] for name in _SPELLINGS if "#" in name))
"""Attributes that hold JSON objects; `d1`, `d2` … are each of them as a list, empty where it is not there."""


def parts() -> str:
    """Return the columns that `first` reads beside `a`."""
    known = " OR ".join(f"startsWith(k, '{prefix}')" for prefix, part in PARTS if part == "a")
    # What is made of an empty list costs nothing: most spans carry no document.
    documents = (
        f",\n    if({at(name)} = '', [], [{at(name)}]) AS d{place}"
        for place, name in enumerate(DOCUMENTS, 1)
    )
    return (
        f"mapFilter((k, v) -> NOT ({known}), a) AS f,\n"
        f"    mapFilter((k, v) -> startsWith(k, '{PARTS[0][0]}'), a) AS u{''.join(documents)}"
    )


def text(fact: str) -> str:
    """Return a fact of `TEXTS`, '' where no attribute carries it."""
    return first(TEXTS[fact])


def reported(fact: str) -> str:
    """Return a count of `COUNTS` as it was said."""
    return first(COUNTS[fact])


def first(spellings: tuple[str, ...]) -> str:
    """The first spelling that carries a value; `multiIf` stops at the first hit."""
    tried = [f"{at(name)} != '', {at(name)}" for name in spellings if "#" not in name]
    paths = [name.partition("#") for name in spellings if "#" in name]
    for document in dict.fromkeys(name for name, _, _ in paths):
        inside = ", ".join(_in_json(path) for name, _, path in paths if name == document)
        there = f"d{DOCUMENTS.index(document) + 1}"
        found = f"arrayMap(d -> arrayFirst(v -> v != '', [{inside}]), {there})[1]"
        tried.append(f"notEmpty({there}), {found}")
    return f"multiIf({', '.join(tried)}, '')"


def at(name: str) -> str:
    """Return an attribute in the part of the map that has it: most parts are small or empty."""
    part = next((part for prefix, part in PARTS if name.startswith(prefix)), "f")
    return f"{part}['{name}']"


def _in_json(path: str) -> str:
    found = f"JSONExtractRaw(d, {quoted(tuple(path.split('.')))})"
    return f"trim(BOTH '\"' FROM replaceRegexpOne({found}, '^null$', ''))"


def renamed(value: str, names: Mapping[str, str], otherwise: str) -> str:
    """Return what `names` makes of a value, `otherwise` where it knows none."""
    known, canonical = quoted(tuple(names)), quoted(tuple(names.values()))
    return f"transform({value}, [{known}], [{canonical}], {otherwise})"


def quoted(words: tuple[str, ...]) -> str:
    """Return words as a list of literals."""
    return ", ".join(f"'{word}'" for word in words)

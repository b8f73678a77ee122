"""Decides what SQL from the network may run.

The role a remote connection holds stops most of it (see users.xml in the collector). This stops the
rest: functions that read files, statements that write them or leave the role, second statements.
What is judged is not the caller's text but the engine's own formatting of it, and that is what runs:
exactly one statement, no comments, one way to quote.
"""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from centspan.deploy.stack.clickhouse_http.errors import ClickHouseError, error
from centspan.deploy.stack.clickhouse_http.fence_names import (
    called,
    may_read_files,
    names_something,
    referred_to,
)
from centspan.deploy.stack.clickhouse_http.fence_rules import (
    FORBIDDEN_FUNCTIONS,
    FORBIDDEN_SEQUENCES,
    STATEMENTS,
    TABLE_ENGINES,
    TABLE_FUNCTIONS,
    WITHOUT_BOUNDS,
)
from centspan.deploy.stack.clickhouse_http.fence_settings import refused_settings
from centspan.deploy.stack.clickhouse_http.fence_texts import (
    BY_TEXT,
    MOST_CASELESS,
    MOST_CHARACTERS,
    Bracket,
    brackets,
    no_texts,
    takes_states,
)
from centspan.deploy.stack.clickhouse_http.tokens import Token, tokens

Kind = Literal["read", "insert", "write", "set"]
_SEQUENCES_FROM = {
    first: tuple(each for each in FORBIDDEN_SEQUENCES if each[0] == first)
    for first, *_ in FORBIDDEN_SEQUENCES
}


@dataclass(frozen=True, slots=True)
class Statement:
    """One permitted statement as the engine formats it, cut at its FORMAT clause."""

    kind: Kind
    body: str
    format: str
    """The format its FORMAT clause names, '' without one."""
    settings: str
    """A SETTINGS clause that stood behind FORMAT, or in an INSERT with data before it."""
    takes_data: bool = False
    is_select: bool = False
    selects: bool = False
    """Whether there is a SELECT anywhere in it."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What the fence needs to know of the engine."""

    table_functions: frozenset[str]
    """Every table function it has, in lower case."""
    formatted: Callable[[str], str]
    """Its own formatting of one statement; raises ClickHouseError 62 for anything else."""
    text_settings: frozenset[str] = frozenset()
    """Its settings that are texts, in lower case."""


def judge(formatted: str, rules: Rules, values: Collection[str] = ()) -> Statement:
    """The statement, when it may run with `values` as its parameters.

    Raises ClickHouseError 497 naming what stands against it.
    """
    found = tokens(formatted)
    for token in found:
        if token.kind == "unclear":
            around = formatted[max(token.start - 20, 0) : token.start + 20]
            raise _refused(f"what may be read in more ways than one, such as {around!r},")
    kind = _kind(found)
    if may_read_files(found, values):
        raise _refused("the name file, a function that reads files (a column of a table: t.file)")
    by_start = brackets(found)
    if takes_states(found, by_start):
        raise _refused("what takes bytes for an aggregate function's state, or keeps it,")
    _check_functions(found, by_start, rules.table_functions)
    _check_sequences(found)
    for name in no_texts(found, by_start, values):
        raise _refused(
            f"{name} by what is no plain text, or one of more than {MOST_CHARACTERS} characters ({MOST_CASELESS} without case)"
        )
    for name in refused_settings(found, rules.text_settings):
        raise _refused(f"the setting {name}")
    if _words(found, 1) == ("create",):
        _check_engines(found, rules.table_functions)
    if _words(found, 1) == ("alter",) or "view" in _words(found, 4):
        _check_names(found)
    return _cut(kind, formatted, found)


def _kind(found: Sequence[Token]) -> Kind:
    for opening, kind in STATEMENTS:
        if _words(found, len(opening)) == opening:
            return kind
    raise _refused(f"the statement {' '.join(_words(found, 2)).upper()}")


def _words(found: Sequence[Token], count: int) -> tuple[str, ...]:
    return tuple(token.text.lower() for token in found[:count])


def _check_functions(
    found: Sequence[Token], by_start: Mapping[int, Bracket], known: frozenset[str]
) -> None:
    forbidden = FORBIDDEN_FUNCTIONS | (known - TABLE_FUNCTIONS)
    referred = frozenset(referred_to(found, by_start))
    for name in (*called(found), *referred):
        if name in forbidden or name.startswith(WITHOUT_BOUNDS):
            raise _refused(f"the function {name}")
    for name in referred & BY_TEXT:
        raise _refused(f"the function {name}, given by its name,")


def _check_sequences(found: Sequence[Token]) -> None:
    words = [token.text.lower() if token.kind == "word" else "" for token in found]
    for start, word in enumerate(words):
        for sequence in _SEQUENCES_FROM.get(word, ()):
            if tuple(words[start : start + len(sequence)]) == sequence:
                raise _refused(" ".join(sequence).upper())


def _check_engines(found: Sequence[Token], known: frozenset[str]) -> None:
    for token, following, after in zip(found, found[1:], found[2:], strict=False):
        if token.text == "ENGINE" and following.text == "=" and not _keeps_data(after.name):
            raise _refused(f"the engine {after.name}")
        if token.text == "AS" and following.name in known and after.text == "(":
            raise _refused(f"a table that is the function {following.name}")


def _keeps_data(engine: str) -> bool:
    return engine in TABLE_ENGINES or engine.endswith("mergetree")


def _check_names(found: Sequence[Token]) -> None:
    """Those that a view takes as parameters come later, and are judged by nobody then."""
    if any(names_something(token) for token in found):
        raise _refused("a parameter that is a name in what is kept")


def _cut(kind: Kind, formatted: str, found: Sequence[Token]) -> Statement:
    is_select = found[0].text.lower() in ("select", "with")
    selects = [token.depth for token in found if token.text in ("SELECT", "WITH")]
    position = _format_clause(found)
    if position is None:
        return Statement(kind, formatted, "", "", is_select=is_select, selects=bool(selects))
    output = found[position + 1]
    takes_data = kind == "insert" and 0 not in selects
    body, settings = formatted[: found[position].start], formatted[output.end :]
    if takes_data and (clause := _settings_clause(found[:position])):
        body, settings = formatted[:clause], formatted[clause : found[position].start]
    return Statement(
        kind,
        body.rstrip(),
        output.text.strip("`"),
        settings.strip(),
        takes_data=takes_data,
        is_select=is_select,
        selects=bool(selects),
    )


def _settings_clause(found: Sequence[Token]) -> int | None:
    """Where an INSERT's SETTINGS begin, before its FORMAT."""
    clauses = [each.start for each in found if each.text == "SETTINGS" and each.depth == 0]
    return clauses[-1] if clauses else None


def _format_clause(found: Sequence[Token]) -> int | None:
    for position in range(len(found) - 2, 0, -1):
        if found[position].text == "FORMAT" and found[position].depth == 0:
            last = position + 2 == len(found) or found[position + 2].text == "SETTINGS"
            # A name such as Null, a key word too, is written in quotes.
            if last and re.fullmatch(r"\w+|`\w+`", found[position + 1].text, re.ASCII):
                return position
    return None


def _refused(what: str) -> ClickHouseError:
    return error(497, f"centspan does not run {what} for remote callers")

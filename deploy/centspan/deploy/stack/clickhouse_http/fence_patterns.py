"""Finds patterns that are no texts of some length: compiling them, for each row perhaps, is held by no limit."""

from collections.abc import Collection, Iterator, Sequence

from centspan.deploy.stack.clickhouse_http.tokens import Token

OPERATORS = frozenset(("LIKE", "ILIKE", "REGEXP"))
FUNCTIONS = frozenset(
    [
        *("like", "notlike", "ilike", "notilike"),
        *("mapcontainskeylike", "mapcontainsvaluelike", "mapextractkeylike", "mapextractvaluelike"),
        *("match", "notmatch", "matchcaseinsensitive", "notmatchcaseinsensitive"),
        *("regexp_matches", "regexp_replace", "replaceregexpall", "replaceregexpone"),
        *("extract", "extractall", "extractgroups", "extractallgroups"),
        *("extractallgroupshorizontal", "extractallgroupsvertical", "regexpextract"),
        *("regexp_extract", "regexp_substr", "regexpposition", "regexpinstr", "regexp_instr"),
        *("countmatches", "countmatchescaseinsensitive", "splitbyregexp"),
    ]
)
PATTERN_FIRST = "splitbyregexp"
"""Of the others the second argument is the pattern."""
MOST_PARAMETER_CHARACTERS = 64 << 10


def unbounded(found: Sequence[Token], values: Collection[str]) -> Iterator[str]:
    """Operators and functions of a formatted statement whose pattern is no text and no parameter of some length."""
    # Those of a view are given when it is asked.
    long = found[0].text == "CREATE" or any(
        len(each) > MOST_PARAMETER_CHARACTERS for each in values
    )
    for position, token in enumerate(found[:-1]):
        if token.text in OPERATORS:
            pattern = found[position + 1 : position + 3]
        elif token.name in FUNCTIONS and found[position + 1].text == "(":
            pattern = _argument(found[position + 1 :], second=token.name != PATTERN_FIRST)
        else:
            continue
        if not _is_text(pattern) or (long and pattern[0].kind == "parameter"):
            yield token.text


def _argument(found: Sequence[Token], *, second: bool) -> Sequence[Token]:
    """The first two tokens of an argument, within the bracket that `found` begins with."""
    inside = found[0].depth + 1
    for position, token in enumerate(found):
        if token.depth == inside and token.text == ",":
            return found[position + 1 : position + 3] if second else found[1:3]
        if token.depth < inside and token.text == ")":
            break
    return ()


def _is_text(pattern: Sequence[Token]) -> bool:
    """Whether it is one token that nothing is done with: a text that is joined to another is an expression."""
    first, *rest = pattern or (None,)
    plain = first is not None and first.kind in ("string", "parameter")
    return plain and (not rest or rest[0].kind == "word" or rest[0].text in (",", ")", "]"))

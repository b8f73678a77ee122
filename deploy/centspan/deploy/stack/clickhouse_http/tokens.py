"""Splits SQL into tokens: strictly for the engine's own formatting, roughly for what people write."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_TOKEN = re.compile(
    r"""
    (?P<string>'(?:[^'\\]|\\[\\'nrtbf0])*'(?!'))
  | (?P<quoted>`(?:[^`\\]|\\[\\`nrtbf0])*`(?!`)|"(?:[^"\\]|\\[\\"nrtbf0])*"(?!"))
  | (?P<parameter>\{[A-Za-z_]\w*:(?:[\w(), .=]|-(?!-)|'[^'\\]*')*\})
  | (?P<word>[A-Za-z_]\w*)
  | (?P<number>\d\w*)
  | (?P<space>[ \t\r\n]+)
  | (?P<mark>-(?!-)|/(?![/*])|\{(?![A-Za-z_])|[()\[\]},.*+%=<>!?:|^])
  | (?P<unclear>.)
    """,
    re.VERBOSE | re.DOTALL | re.ASCII,
)
_HEAD = re.compile(
    rb"""
    (?P<skip>\s+|--[^\n]*|\#[!\ ][^\n]*|/\*(?:.*?\*/|.*\Z))
  | (?P<string>'(?:[^'\\]|\\.?|'')*(?:'|\Z)|`(?:[^`\\]|\\.?|``)*(?:`|\Z)|"(?:[^"\\]|\\.?|"")*(?:"|\Z)
    |\$(?P<tag>\w*)\$(?:.*?\$(?P=tag)\$|.*\Z))
  | (?P<word>[A-Za-z_]\w*)
  | (?P<mark>.)
    """,
    re.VERBOSE | re.DOTALL,
)
# What is not closed takes all that follows: tried again from each place, a megabyte would take half an hour.
_NEWLINE_BEFORE_DATA = re.compile(rb"[ \t\f]*;?(?:\r?\n)?")


@dataclass(frozen=True, slots=True)
class Token:
    """One token of formatted SQL; `depth` counts the brackets around it."""

    kind: str
    text: str
    start: int
    end: int
    depth: int

    @property
    def name(self) -> str:
        """The identifier in lower case without its quotes; '' for what is none."""
        if self.kind == "word":
            return self.text.lower()
        if self.kind == "quoted":
            return re.sub(r"\\(.)", r"\1", self.text[1:-1]).lower()
        return ""

    @property
    def value(self) -> str:
        """A string literal's content."""
        return re.sub(r"\\(.)", r"\1", self.text[1:-1], flags=re.DOTALL)


def tokens(formatted: str) -> tuple[Token, ...]:
    """Tokens of SQL that the engine formatted, and will run as it is.

    It leaves some of what the caller wrote as it was (the type in a `{parameter:Type}`, a format's name), so only what
    its own lexer cannot take for anything else is a token: one way to quote, and outside of quotes ASCII, no comment,
    no end of a statement. All else is `unclear`.
    """
    return tuple(_tokens(formatted))


def _tokens(formatted: str) -> Iterator[Token]:
    depth = 0
    for found in _TOKEN.finditer(formatted):
        kind = str(found.lastgroup)
        if kind == "space":
            continue
        text = found.group()
        if kind == "mark" and text in ")]}":
            depth -= 1
        yield Token(kind, text, found.start(), found.end(), depth)
        if kind == "unclear":
            return
        if kind == "mark" and text in "([{":
            depth += 1


def data_offset(sql: bytes) -> int | None:
    """Where the data of an INSERT begin; None when `sql` is no INSERT or carries no data.

    Decides only what is data and what is statement: the statement is then read by the engine's parser.
    """
    first, depth, after_format = True, 0, False
    for found in _HEAD.finditer(sql):
        text = found.group()
        if found.group("skip"):
            continue
        if first and text.upper() != b"INSERT":
            return None
        first = False
        if after_format:
            return _data_start(sql, found.end()) if found.group("word") else None
        depth += (text in (b"(", b"[", b"{")) - (text in (b")", b"]", b"}"))
        if depth == 0 and found.group("word"):
            word = text.upper()
            if word == b"VALUES":
                return found.end()
            if word in (b"SELECT", b"WITH"):
                return None
            after_format = word == b"FORMAT"
    return None


def _data_start(sql: bytes, offset: int) -> int:
    found = _NEWLINE_BEFORE_DATA.match(sql, offset)
    return found.end() if found else offset

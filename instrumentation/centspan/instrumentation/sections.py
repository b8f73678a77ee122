"""Marks parts of a prompt, so that a call says how many of its characters each part took.

Rule: a marked part is counted in a call when its text stands verbatim in the request, and the call
runs in the context (thread, task) that marked it or in one started from there. Marked sections lie
inside `system`, `tools`, `history` and `user`; they are not additional characters.
"""

from contextvars import ContextVar
from dataclasses import dataclass
from typing import Final

from centspan.instrumentation.guard import swallow

MAX_MARKS: Final = 16
"""Marks kept per context; older ones are forgotten."""
_PROBE: Final = 48
_MAX_NAME: Final = 40
_RESERVED: Final = frozenset({"system", "tools", "history", "user"})


@dataclass(frozen=True, slots=True)
class _Mark:
    """Enough of a text to find it again: its ends and its length."""

    name: str
    head: str
    tail: str
    characters: int

    def stands_in(self, text: str) -> bool:
        start = text.find(self.head)
        while start >= 0:
            end = start + self.characters
            if text.startswith(self.tail, end - len(self.tail)):
                return True
            start = text.find(self.head, start + 1)
        return False


_marks: ContextVar[tuple[_Mark, ...]] = ContextVar("centspan_sections", default=())


def section(name: str, text: str) -> str:
    """Mark `text` as the section `name` of prompts to come and return the same object."""
    try:
        mark = _Mark(_safe(name), text[:_PROBE], text[-_PROBE:], len(text))
        if text:
            kept = [each for each in _marks.get() if each != mark]
            _marks.set((*kept, mark)[-MAX_MARKS:])
    except TypeError as error:  # no text at all: the app gets back what it gave
        swallow("section", error)
    return text


def marked_characters(pieces: list[str]) -> dict[str, int]:
    """Return the characters of each marked section that stands in the request's pieces."""
    marks = _marks.get()
    if not marks:
        return {}
    text = "".join(pieces)
    found: dict[str, int] = {}
    for mark in marks:
        if mark.stands_in(text):
            found[mark.name] = found.get(mark.name, 0) + mark.characters
    return found


def _safe(name: object) -> str:
    """Keep letters, digits, `_`, `-` and `.`; our own four names get the prefix `app_`."""
    kept = "".join(each if each.isalnum() or each in "_-." else "_" for each in str(name))
    return f"app_{kept}"[:_MAX_NAME] if kept in _RESERVED else kept[:_MAX_NAME] or "_"

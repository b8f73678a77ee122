"""What is wrong in `budgets.toml`, where, and what to do about it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from centspan.instrumentation.errors import CentspanError


@dataclass(frozen=True, slots=True)
class Problem:
    """One problem; `line` is None where the file writes its tables in a way that hides it.

    Not an error: it may be meant, and `apply` goes on.
    """

    line: int | None
    where: str
    text: str
    is_error: bool = True

    def sentence(self, file: str) -> str:
        """The problem as compilers tell theirs: file, line, entry, words."""
        place = f"{file}:{self.line}" if self.line else file
        return f"{place}: {'' if self.is_error else 'note: '}{self.where}: {self.text}"

    def as_json(self) -> dict[str, Any]:
        """The problem for scripts."""
        level = "error" if self.is_error else "note"
        return {"line": self.line, "entry": self.where, "level": level, "text": self.text}


class BudgetsError(CentspanError):
    """What keeps a file of budgets from being read or applied: every problem, a line each."""

    def __init__(self, file: str, problems: Sequence[Problem]) -> None:
        """Keep the problems beside their text."""
        listed = [each.sentence(file) for each in problems]
        head = [f"expected a file that holds together, found {len(listed)} problems in {file}"]
        super().__init__("\n".join([*(head if len(listed) > 1 else []), *listed]))
        self.problems = tuple(problems)

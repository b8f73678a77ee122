"""Schema-driven formatting: what is JSON says the same with fewer characters."""

from dataclasses import dataclass, replace
from typing import Any, cast

from centspan.optimizer.compression.columnar import NotPlainError, columnar, read, written
from centspan.optimizer.compression.json_text import minified, with_json
from centspan.optimizer.compression.prompt import Piece, Prompt
from centspan.optimizer.compression.tool_schema import is_tool, shorter_tool


@dataclass(frozen=True, slots=True)
class Schema:
    """JSON without blanks, arrays of like objects as columns and rows, tools without what is said twice."""

    id: str = "schema"
    lossless: bool = True
    what: str = "write JSON without blanks, tables as columns and rows, and tools without what is said twice"
    columns: bool = True
    """Whether arrays of objects become columns and rows, where that is shorter."""

    least: int = 8
    """Characters below which a piece of JSON is not worth it: `[1, 2]` may be a footnote."""

    def compress(self, prompt: Prompt) -> Prompt:
        """Rewrite the JSON of every piece."""
        return tuple(self._piece(piece) for piece in prompt)

    def _piece(self, piece: Piece) -> Piece:
        return replace(piece, text=with_json(piece.text, self._json))

    def _json(self, text: str) -> str:
        short = self._shortest(text)
        return short if len(text) - len(short) >= self.least else text

    def _shortest(self, text: str) -> str:
        short = minified(text)
        if not self.columns:
            return short
        try:
            return min((short, *_other_forms(text)), key=len)
        except (NotPlainError, RecursionError):
            return short


def _other_forms(text: str) -> tuple[str, ...]:
    value = read(text)
    if is_tool(value):
        return (shorter_tool(text),)
    if isinstance(value, list):
        every = cast("list[Any]", value)
        if every and all(is_tool(each) for each in every):
            tools = [shorter_tool(written(each)) for each in every]
            return (f"[{','.join(tools)}]",)
    return (written(columnar(value)),)

"""ClickHouse's type names as trees, as far as the width of their values needs them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_SPLIT = re.compile(r"'(?:[^'\\]|\\.)*'|`(?:[^`\\]|\\.)*`|[(),]|[^\s(),'`]+")
GEO = {
    "Point": "Tuple(Float64, Float64)",
    "Ring": "Array(Point)",
    "LineString": "Array(Point)",
    "MultiPoint": "Array(Point)",
    "Polygon": "Array(Ring)",
    "MultiLineString": "Array(LineString)",
    "MultiPolygon": "Array(Polygon)",
}
NUMBERED = ("FixedString", "Decimal")
WITH_ARGUMENTS = (
    "DateTime64",
    "Time64",
    "Enum8",
    "Enum16",
    "Decimal32",
    "Decimal64",
    "Decimal128",
    "Decimal256",
)
"""Whose arguments change no width; those of others might: `DateTime(3)` is a DateTime64."""
NESTING = ("Nullable", "Array", "Map", "Nested", "Tuple", "LowCardinality")


@dataclass(frozen=True, slots=True)
class TypeNode:
    """One type: its name, the types inside it, and the number that sets its width."""

    name: str
    children: tuple["TypeNode", ...] = ()
    number: int = 0


def parse_type(text: str) -> TypeNode:
    """Read a type name as the engine prints it; a name it does not know becomes a leaf."""
    return _node(_Parts(_SPLIT.findall(text)))


class _Parts:
    def __init__(self, parts: list[str]) -> None:
        self._parts = parts
        self._position = 0

    def peek(self) -> str:
        return self._parts[self._position] if self._position < len(self._parts) else ""

    def next(self) -> str:
        part = self.peek()
        self._position += 1
        return part

    def arguments(self) -> Iterator[list[str]]:
        """The parts of each argument in the brackets that open here."""
        if self.peek() != "(":
            return
        self.next()
        depth, argument = 0, list[str]()
        while part := self.next():
            if depth == 0 and part in (",", ")"):
                yield argument
                argument = []
                if part == ")":
                    return
                continue
            depth += (part == "(") - (part == ")")
            argument.append(part)


def _node(parts: _Parts) -> TypeNode:
    name = parts.next()
    arguments = list(parts.arguments())
    if name in GEO:
        return parse_type(GEO[name])
    if name == "SimpleAggregateFunction":
        return _node(_Parts(arguments[1]))
    if name in NUMBERED:
        return TypeNode(name, number=int(arguments[0][0]))
    if name not in NESTING:
        zoned = name == "DateTime" and all(each[0][0] == "'" for each in arguments)
        return TypeNode(name if not arguments or zoned or name in WITH_ARGUMENTS else f"{name}(…)")
    return TypeNode(name, tuple(_node(_Parts(_unnamed(argument))) for argument in arguments))


def _unnamed(argument: list[str]) -> list[str]:
    """A tuple's element without its name: two words in a row, the first is the name."""
    if len(argument) > 1 and argument[1] not in ("(", ",", ")"):
        return argument[1:]
    return argument

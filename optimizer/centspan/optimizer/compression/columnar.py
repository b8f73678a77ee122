"""Arrays of objects with the same keys, written as columns and rows: each key is said once.

    [{"id":1,"name":"a"},{"id":2,"name":"b"}]  →  {"$columns":["id","name"],"$rows":[[1,"a"],[2,"b"]]}

An object that looks like one of these by itself is written as `{"$columns":[its keys],"$row":[its values]}`,
so that `expanded` gives back exactly what `columnar` was given.
"""

import json
from typing import Any, Final, cast

from centspan.instrumentation.errors import CentspanError

ROWS: Final = ("$columns", "$rows")
ROW: Final = ("$columns", "$row")
FEWEST: Final = 2
"""Objects from which an array is written as columns."""


class Number(str):
    """A number as it is written."""

    __slots__ = ()


class NotPlainError(CentspanError):
    """JSON that says more than its values: a key twice, or a number that JSON does not know."""


def read(text: str) -> Any:
    """Read JSON and keep its numbers as they are written. Raises NotPlainError."""
    return json.loads(
        text,
        parse_int=Number,
        parse_float=Number,
        parse_constant=_refused,
        object_pairs_hook=_unique,
    )


def written(value: Any) -> str:
    """What `read` has read, as JSON without blanks."""
    match value:
        case Number():
            return str(value)
        case dict():
            said = cast("dict[str, Any]", value).items()
            return "{" + ",".join(f"{_string(key)}:{written(each)}" for key, each in said) + "}"
        case list():
            return "[" + ",".join(written(each) for each in cast("list[Any]", value)) + "]"
        case str():
            return _string(value)
        case _:
            return json.dumps(value)


def columnar(value: Any) -> Any:
    """The same value with every array of objects that allows it as columns and rows, at any depth."""
    match value:
        case dict():
            said = {key: columnar(each) for key, each in cast("dict[str, Any]", value).items()}
            return _row(said) if tuple(said) in (ROWS, ROW) else said
        case list():
            return _rows(cast("list[Any]", value))
        case _:
            return value


def expanded(value: Any) -> Any:
    """What `columnar` was given."""
    match value:
        case list():
            return [expanded(each) for each in cast("list[Any]", value)]
        case dict():
            said = cast("dict[str, Any]", value)
            if tuple(said) == ROW:
                return _object(said["$columns"], said["$row"])
            if tuple(said) == ROWS:
                return [_object(said["$columns"], row) for row in said["$rows"]]
            return {key: expanded(each) for key, each in said.items()}
        case _:
            return value


def _rows(values: list[Any]) -> Any:
    if len(values) < FEWEST or not all(isinstance(each, dict) and each for each in values):
        return [columnar(each) for each in values]
    objects = cast("list[dict[str, Any]]", values)
    keys = tuple(objects[0])
    if any(tuple(each) != keys for each in objects):
        return [columnar(each) for each in values]
    rows = [[columnar(each) for each in one.values()] for one in objects]
    return {"$columns": list(keys), "$rows": rows}


def _row(said: dict[str, Any]) -> dict[str, Any]:
    return {"$columns": list(said), "$row": list(said.values())}


def _object(keys: list[str], values: list[Any]) -> dict[str, Any]:
    return {key: expanded(each) for key, each in zip(keys, values, strict=True)}


def _string(text: str) -> str:
    # A lone surrogate cannot be written as it is.
    alone = any("\ud800" <= each <= "\udfff" for each in text)
    return json.dumps(text, ensure_ascii=alone)


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    said = dict(pairs)
    if len(said) < len(pairs):
        raise NotPlainError("expected each key of an object once, found one twice")
    return said


def _refused(word: str) -> Any:
    raise NotPlainError(f"expected a number that JSON knows, found {word}")

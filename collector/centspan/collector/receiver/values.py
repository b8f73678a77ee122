"""An attribute's value as text, exactly as the Collector's ClickHouse exporter writes it.

Scalars as themselves, bytes in base64, lists and maps as JSON the way Go encodes it: no spaces,
keys in order, numbers in ECMAScript's notation.
"""

import base64
import json
import math
from collections.abc import Iterable
from decimal import Decimal

from opentelemetry.proto.common.v1.common_pb2 import AnyValue, KeyValue

NOT_PLAIN = frozenset({"array_value", "kvlist_value", "bytes_value"})


def spell_out(attributes: Iterable[KeyValue]) -> None:
    """Turn every value that is not a scalar into its text, in place."""
    for attribute in attributes:
        spell_out_value(attribute.value)


def spell_out_value(value: AnyValue) -> None:
    """Turn one value into its text, unless it is a scalar or nothing."""
    if value.WhichOneof("value") in NOT_PLAIN:
        value.string_value = text(value)


def text(value: AnyValue) -> str:
    """Return a value as text; '' where Go's encoder would have failed."""
    match value.WhichOneof("value"):
        case "string_value":
            return value.string_value
        case "bool_value":
            return "true" if value.bool_value else "false"
        case "int_value":
            return str(value.int_value)
        case "double_value":
            return _double(value.double_value)
        case "bytes_value":
            return base64.b64encode(value.bytes_value).decode()
        case "array_value" | "kvlist_value":
            try:
                return _json(value)
            except ValueError:  # JSON has no NaN and no infinity
                return ""
        case _:
            return ""


def _json(value: AnyValue) -> str:
    match value.WhichOneof("value"):
        case "array_value":
            return f"[{','.join(map(_json, value.array_value.values))}]"
        case "kvlist_value":
            return _json_object(value.kvlist_value.values)
        case "string_value":
            return _quoted(value.string_value)
        case "bytes_value":
            return _quoted(text(value))
        case "double_value":
            return _number(value.double_value)
        case None:
            return "null"
        case _:
            return text(value)


def _json_object(pairs: Iterable[KeyValue]) -> str:
    members = {pair.key: pair.value for pair in pairs}
    encoded = (f"{_quoted(key)}:{_json(member)}" for key, member in sorted(members.items()))
    return f"{{{','.join(encoded)}}}"


def _quoted(string: str) -> str:
    quoted = json.dumps(string, ensure_ascii=False)
    return quoted.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def _double(number: float) -> str:
    try:
        return _number(number)
    except ValueError as error:
        return str(error)


def _number(number: float) -> str:
    """ECMAScript's notation; raises ValueError with Go's words where JSON has none."""
    if math.isnan(number):
        raise ValueError("json: unsupported value: NaN")
    if math.isinf(number):
        raise ValueError(f"json: unsupported value: {'+' if number > 0 else '-'}Inf")
    if number == 0:
        return "-0" if math.copysign(1, number) < 0 else "0"
    if 1e-6 <= abs(number) < 1e21:
        positional = format(Decimal(repr(number)), "f")
        return positional.removesuffix(".0")
    return repr(number).replace("e-0", "e-")

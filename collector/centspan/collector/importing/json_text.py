"""Text of JSON to values, so that one absurd number costs a cell and not its file."""

import json
from decimal import Decimal, InvalidOperation
from typing import Any, Final

MOST_DIGITS: Final = 300
"""Digits up to which a whole number is one; longer ones stay text, which no field takes."""


def _whole(digits: str) -> int | str:
    return int(digits) if len(digits) <= MOST_DIGITS else digits


def _decimal(digits: str) -> Decimal | str:
    try:
        return Decimal(digits)
    except InvalidOperation:  # an exponent beyond any number
        return digits


DECODER: Final = json.JSONDecoder(parse_float=_decimal, parse_int=_whole)
"""Numbers keep their digits."""


def parsed(text: str) -> Any:
    """What a cell's JSON says; None for what is none."""
    try:
        return DECODER.decode(text)
    except (ValueError, RecursionError):
        return None


def is_object(line: str) -> bool:
    """Whether a line is a JSON object, whole."""
    return line.lstrip("\ufeff \t").startswith("{") and isinstance(
        parsed(line.strip("\ufeff \t\r\n")), dict
    )

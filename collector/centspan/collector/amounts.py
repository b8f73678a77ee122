"""Decimals as text."""

from decimal import Decimal


def exact(amount: Decimal) -> str:
    """All digits and no exponent; `normalize()` would round to the context's precision."""
    text = f"{amount:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text

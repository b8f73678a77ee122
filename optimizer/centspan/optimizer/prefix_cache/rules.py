"""Rules of prompt caches, from the shipped file and a user's own."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, Final, cast

from centspan.instrumentation.errors import CentspanError

SHIPPED: Final = Path(__file__).with_name("rules.toml")
WRITES: Final = ("5m", "1h", "")
_KEYS: Final = ("provider", "model", "minimum_tokens", "kept")
_KEPT: Final = ("ttl_seconds", "write", "read_multiplier", "write_multiplier")


@dataclass(frozen=True, slots=True)
class Kept:
    """One way to keep a prompt: for how long, and what a token costs; a multiplier is of the input's price."""

    ttl_seconds: int
    write: str
    read_multiplier: Decimal | None = None
    write_multiplier: Decimal | None = None


@dataclass(frozen=True, slots=True)
class CacheRule:
    """How the prompt cache works for models whose names match."""

    provider: str
    model: str
    minimum_tokens: int
    kept: tuple[Kept, ...]

    def matches(self, provider: str, model: str) -> bool:
        """Whether it is about this model; `provider` matches as a whole, `model` anywhere."""
        return bool(re.fullmatch(self.provider, provider) and re.search(self.model, model))


def load_rules(own: Path | None = None) -> tuple[CacheRule, ...]:
    """All rules, a user's first. Raises CentspanError for a file that does not fit."""
    return (*(_read(own) if own else ()), *_read(SHIPPED))


def rule_of(rules: tuple[CacheRule, ...], provider: str, model: str) -> CacheRule | None:
    """The first rule that is about a model; None where its cache is not known."""
    return next((rule for rule in rules if rule.matches(provider, model)), None)


def _read(path: Path) -> tuple[CacheRule, ...]:
    try:
        said = tomllib.loads(path.read_text("utf-8"), parse_float=Decimal)
        return tuple(_rules(said))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, _Bad, re.error) as error:
        raise CentspanError(f"expected rules of prompt caches in {path}, found: {error}") from None


class _Bad(Exception):
    """A value that does not fit."""


def _rules(said: Mapping[str, Any]) -> Iterator[CacheRule]:
    _only(said, ("rule",), "the file")
    for number, each in enumerate(cast("list[Mapping[str, Any]]", said.get("rule", [])), 1):
        where = f"rule {number}"
        _only(each, _KEYS, where)
        provider, model = each.get("provider", ".*"), each.get("model", "")
        _ = re.compile(provider), re.compile(model)
        minimum = _whole(each.get("minimum_tokens"), f"{where}.minimum_tokens")
        kept = tuple(_kept(one, where) for one in each.get("kept", []))
        if not kept:
            raise _Bad(
                f"{where}: expected kept = [{{ ttl_seconds = 300, write = '5m' }}], found none"
            )
        yield CacheRule(provider, model, minimum, kept)


def _kept(said: Mapping[str, Any], where: str) -> Kept:
    _only(said, _KEPT, f"{where}.kept")
    write = said.get("write", "")
    if write not in WRITES:
        raise _Bad(f"{where}.kept.write: expected '5m', '1h' or '', found {write!r}")
    return Kept(
        _whole(said.get("ttl_seconds"), f"{where}.kept.ttl_seconds"),
        write,
        _times(said.get("read_multiplier"), where),
        _times(said.get("write_multiplier"), where),
    )


def _only(said: Mapping[str, Any], keys: tuple[str, ...], where: str) -> None:
    if unknown := [key for key in said if key not in keys]:
        raise _Bad(f"{where}: expected {', '.join(keys)}, found {', '.join(unknown)}")


def _whole(value: Any, where: str) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise _Bad(f"{where}: expected a whole number from 0 up, found {value!r}")
    return value


def _times(value: Any, where: str) -> Decimal | None:
    if value is None:
        return None
    if not isinstance(value, int | Decimal) or isinstance(value, bool) or value < 0:
        raise _Bad(f"{where}.kept: expected a multiplier from 0 up, found {value!r}")
    return Decimal(value)

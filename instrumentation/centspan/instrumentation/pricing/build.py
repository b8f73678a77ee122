"""Writes `list_prices.json`, the client's excerpt of genai-prices: `python -m … [--check]`.

genai-prices itself costs an app a fifth of a second and 60 MB. The excerpt has standard prices of
every model with all their dates; processing tiers are priced in the store. It depends on nothing
but the installed version.
"""

import json
import sys
from collections.abc import Iterator
from decimal import Decimal
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

from genai_prices.data_snapshot import get_snapshot
from genai_prices.types import (
    ClauseAnd,
    ClauseEquals,
    ClauseOr,
    ConditionalPrice,
    MatchLogic,
    ModelInfo,
    ModelPrice,
    Provider,
    StartDateConstraint,
    TieredPrices,
    TimeOfDateConstraint,
)

from centspan.instrumentation.pricing.buckets import USED

FILE: Final = Path(__file__).with_name("list_prices.json")


def main(arguments: list[str]) -> int:
    """Write the file, or with `--check` say whether it is current."""
    built = build()
    if "--check" not in arguments:
        FILE.write_text(built, "utf-8")
        return 0
    if FILE.read_text("utf-8") == built:
        return 0
    print(
        f"{FILE.name}: expected the prices of genai-prices {version('genai-prices')}, found others. "
        f"Run python -m {__spec__.name if __spec__ else 'build'} and commit the file.",
        file=sys.stderr,
    )
    return 1


def build() -> str:
    """Return the file's text: one model a line, so that a price change is one line of a diff."""
    providers = ",\n".join(map(_provider, sorted(get_snapshot().providers, key=lambda p: p.id)))
    source = _json(f"genai-prices {version('genai-prices')}")
    return f'{{"source":{source},"providers":{{\n{providers}\n}}}}\n'


def _provider(provider: Provider) -> str:
    facts = {
        "fallback": provider.fallback_model_providers or [],
        "maker_of": _clause(provider.model_match) if provider.model_match else None,
    }
    models = ",\n".join(_json([_clause(m.match), list(_history(m))]) for m in provider.models)
    return f'{_json(provider.id)}:{_json(facts)[:-1]},"models":[\n{models}\n]}}'


def _clause(clause: MatchLogic) -> Any:
    """A word is the whole name, a list is any of, everything else names itself."""
    match clause:
        case ClauseEquals():
            return clause.equals.lower()
        case ClauseOr():
            return [_clause(each) for each in clause.or_]
        case ClauseAnd():
            return {"and": [_clause(each) for each in clause.and_]}
        case _:
            return {name: str(value) for name, value in vars(clause).items()}


def _history(model: ModelInfo) -> Iterator[list[Any]]:
    prices = (
        model.prices if isinstance(model.prices, list) else [ConditionalPrice(prices=model.prices)]
    )
    for each in prices:
        yield [_when(each), _charges(each.prices, free=model.id.endswith(":free"))]


def _when(price: ConditionalPrice) -> Any:
    match price.constraint:
        case StartDateConstraint() as since:
            return since.start_date.isoformat()
        case TimeOfDateConstraint() as daily:
            return [daily.start_time.strftime("%H:%M"), daily.end_time.strftime("%H:%M")]
        case _:
            return None


def _charges(prices: ModelPrice, *, free: bool) -> dict[str, Any] | None:
    """The prices a span can carry; None where the list has none of them."""
    charged = [(name, value) for name, value in vars(prices).items() if name in USED]
    listed = {name: _price(value) for name, value in charged if value is not None}
    return listed or ({} if free else None)


def _price(price: Decimal | TieredPrices) -> Any:
    if isinstance(price, Decimal):
        return format(price, "f")
    return [
        format(price.base, "f"),
        *([tier.start, format(tier.price, "f")] for tier in price.tiers),
    ]


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

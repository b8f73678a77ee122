"""What `centspan prices set` says besides the dollars: what it left open, and where the calls are."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from centspan.collector.prices.fallen_back import FallenBack
    from centspan.collector.prices.other_names import OtherName
    from centspan.collector.prices.row import Name


@dataclass(frozen=True, slots=True)
class Told:
    """What is worth knowing about a price that was set for `name`."""

    name: "Name"
    not_given: "Sequence[FallenBack]"
    lacks_list_price: bool
    other_names: "Sequence[OtherName]"

    def as_json(self) -> dict[str, Any]:
        """Prices that were not given, whether a list price is missing, and where calls are stored."""
        return {
            "not_given": [_as_json(each) for each in self.not_given],
            "lacks_list_price": self.lacks_list_price,
            "calls_under_other_names": [
                {
                    "provider": each.name.provider,
                    "model": each.name.model,
                    "service_tier": each.name.service_tier,
                    "calls": each.calls,
                    "unpriced_calls": each.unpriced_calls,
                }
                for each in self.other_names
            ],
        }

    def sentences(self) -> Iterator[str]:
        """One line each."""
        yield from map(_sentence, self.not_given)
        if self.lacks_list_price:
            yield (
                f"{self.name.provider} {self.name.model} has no list price: these calls count in the "
                "effective total and not in the list total; the same command without --contract sets one"
            )
        for each in self.other_names:
            tier = f" --tier {each.name.service_tier}" if each.name.service_tier else ""
            yield (
                f"{each.calls:,} calls ({each.unpriced_calls:,} unpriced) are stored under another "
                f"name: centspan prices set {each.name.provider} {each.name.model}{tier} … prices them"
            )


def _sentence(each: "FallenBack") -> str:
    from centspan.deploy.cli.prices.tables import price

    option = each.name.replace("_", "-")
    billed = f"billed as {each.billed_as} {price(each.now)}" if each.billed_as else "free now"
    return f"{each.name} was {price(each.before, each.bucket)}, not given: {billed}; --{option} sets it"


def _as_json(each: "FallenBack") -> dict[str, str]:
    return {
        "price": each.name,
        "before": f"{each.before:f}",
        "now": f"{each.now:f}",
        "billed_as": each.billed_as,
    }

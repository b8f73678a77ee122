"""All strategies on one feature's kept prompts: what each does to tokens and quality, and where."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from centspan.optimizer.compression.inventory import Item, Tried, Ways, inventory, tried
from centspan.optimizer.compression.tables import Shorter
from centspan.optimizer.study import Study


@dataclass(frozen=True, slots=True)
class TradeOff:
    """A row of the trade-off matrix: tokens against quality, by a judge."""

    strategy: str
    lossless: bool
    tokens_saved_share: Decimal
    quality: Decimal
    """The mean over prompts."""
    worst: Decimal


@dataclass(frozen=True, slots=True)
class FeatureTried:
    """What was found of one feature's `prompts`."""

    prompts: int
    matrix: tuple[TradeOff, ...]
    """In the order of the strategies."""
    items: tuple[Item, ...]


def feature_tried(
    study: Study, scope: tuple[str, str], most: int, ways: Ways, table: Shorter
) -> FeatureTried:
    """Try every strategy on a feature's newest kept prompts, and put their tokens into the table."""
    told: list[list[tuple[int, int, Decimal]]] = []
    named: list[tuple[str, bool]] = []

    def watched() -> Iterator[list[Tried]]:
        for found in tried(study, *scope, most, ways):
            named[:] = [(each.measured.strategy, each.measured.lossless) for each in found]
            said = [(e.measured.before, e.measured.saved, e.measured.quality) for e in found]
            told.append(said)
            for choice, each in enumerate(found):
                table.add(choice, each)
            yield found

    items = inventory(scope, watched())
    matrix = (_row(*name, [said[at] for said in told]) for at, name in enumerate(named))
    return FeatureTried(len(told), tuple(matrix), items)


def _row(name: str, lossless: bool, told: Sequence[tuple[int, int, Decimal]]) -> TradeOff:
    before = sum(each[0] for each in told)
    qualities = [each[2] for each in told]
    return TradeOff(
        name,
        lossless,
        Decimal(sum(each[1] for each in told)) / max(1, before),
        sum(qualities, Decimal(0)) / len(qualities),
        min(qualities),
    )

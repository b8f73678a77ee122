"""What each feature's calls would have cost at the models that were judged for it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from centspan.collector.prices.row import Name
from centspan.optimizer.finance.model_prices import named, prices_at
from centspan.optimizer.interval import Spread
from centspan.optimizer.offers import Offer, offered
from centspan.optimizer.routing.costing import Taken, taken
from centspan.optimizer.routing.scores import Scores
from centspan.optimizer.study import Study, spread

Features = Mapping[str, Scores]
Used = Sequence[Mapping[str, Any]]
Basis = Literal["own tokens", "own cost", "same tokens"]


@dataclass(frozen=True, slots=True)
class Move:
    """The calls of one feature to one model, made at another."""

    environment: str
    feature: str
    usual: str
    instead: str
    spread: Spread
    calls: int
    basis: Basis
    """What says what the other costs: its tokens in verdicts, its cost in verdicts, or the usual model's tokens."""
    taken: Taken
    usual_per_token: tuple[float, float]
    """USD of a token of input and of output at the end of the study; 0 where it has no price."""
    instead_per_token: tuple[float, float]
    instead_provider: str


@dataclass(frozen=True, slots=True)
class _Priced:
    row: Mapping[str, Any]
    instead: str
    name: Name | None
    taken: Taken

    @property
    def basis(self) -> Basis | None:
        if self.name and self.taken.output_tokens is not None:
            return "own tokens"
        if self.taken.usd is not None:
            return "own cost"
        return "same tokens" if self.name else None

    @property
    def told(self) -> float:
        """What it costs for each dollar, where verdicts say so; else -1."""
        return (self.taken.usd or 0.0) if self.basis == "own cost" else -1.0

    @property
    def choice(self) -> str:
        return "\t".join(
            (self.row["environment"], self.row["feature"], self.row["model"], self.instead)
        )


def moves(
    study: Study, used: Used, features: Features, *, keeps_cache: bool
) -> tuple[tuple[Move, ...], frozenset[str]]:
    """Every move between judged models, with its saving; and the models of which nothing says what they cost.

    `used` is what `study_feature_models` answers.
    """
    every = list(_pairs(used, features, study))
    by_choice = {each.choice: each for each in every if each.basis}
    offers = [_offer(each) for each in every if each.name and each.basis != "own cost"]
    with offered(study, offers) as known:
        rows = study.ask(
            "lever_route",
            offers=known.table,
            features=sorted({each.row["feature"] for each in every}),
            choices=list(by_choice),
            told=[each.told for each in by_choice.values()],
            keeps_cache=keeps_cache,
        )
    unknown = frozenset(each.instead for each in every if each.basis is None)
    return tuple(_move(row, by_choice[row["choice"]], study) for row in rows), unknown


def _pairs(used: Used, features: Features, study: Study) -> Iterator[_Priced]:
    providers = {row["model"]: row["provider"] for row in reversed(used)}
    priced: dict[str, Name | None] = {}
    for row in used:
        scores = features.get(row["feature"])
        for instead in scores.models if scores else ():
            if instead not in priced:
                priced[instead] = _priced(instead, providers, study)
            if scores and instead != row["model"]:
                known = taken(scores, row["model"], instead)
                yield _Priced(row, instead, priced[instead], known)


def _offer(pair: _Priced) -> Offer:
    assert pair.name is not None
    return Offer(
        of=Name(pair.row["provider"], pair.row["model"], pair.row["service_tier"]),
        context_band=pair.row["context_band"],
        choice=pair.choice,
        instead=pair.name,
        input_times=pair.taken.input_tokens or Decimal(1),
        output_times=pair.taken.output_tokens or Decimal(1),
    )


def _priced(model: str, providers: Mapping[str, str], study: Study) -> Name | None:
    provider = providers.get(model)
    found = named(f"{provider}/{model}" if provider else model, study.sources)
    return Name(*found) if found else None


def _move(row: Mapping[str, Any], pair: _Priced, study: Study) -> Move:
    price = prices_at(study.end, study.sources)

    def per_token(name: Name | None) -> tuple[float, float]:
        model = (name.provider, name.model) if name else ("", "")
        read, made = (float(price(model, 0, each) or 0) for each in ("uncached_input", "output"))
        return read, made

    assert pair.basis is not None
    return Move(
        environment=pair.row["environment"],
        feature=pair.row["feature"],
        usual=pair.row["model"],
        instead=pair.instead,
        spread=spread(row),
        calls=row["calls"],
        basis=pair.basis,
        taken=pair.taken,
        usual_per_token=per_token(Name(pair.row["provider"], pair.row["model"])),
        instead_per_token=per_token(pair.name),
        instead_provider=pair.name.provider if pair.name else "",
    )

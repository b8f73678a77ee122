"""Host, quantise or fine-tune a model: what it would cost for a feature's calls, by what the finance file says of it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from centspan.optimizer.finance.finance_file import read
from centspan.optimizer.finance.hosting import Compared, Load, Option, compared
from centspan.optimizer.finance.load import HOURS, monthly_load
from centspan.optimizer.finance.told import pays_from
from centspan.optimizer.levers.of_feature import scope
from centspan.optimizer.proposal import Declined, Proposal
from centspan.optimizer.study import MONTH_DAYS, Study

HOW: Final = (
    "say [self_hosting], [quantised] or [[fine_tuning]] in finance.toml (`centspan tco --example`)"
)


@dataclass(frozen=True, slots=True)
class SelfHost:
    """The cheapest way over a year to answer a feature's calls without the API, in whole replicas at its busy hours."""

    id: str = "self_host"
    finance: Path = Path("finance.toml")
    """What says what GPUs, operations and training cost."""
    least_saving: Decimal = Decimal("0.1")
    """The share of the first year's bill below which it is not worth the work."""

    def examine(self, study: Study) -> Iterator[Proposal | Declined]:
        """Cost every option at every feature's load."""
        options = read(self.finance).hosting if self.finance.is_file() else ()
        if not options:
            yield Declined(self.id, {}, f"what hosting a model costs is not known: {HOW}")
            return
        hours = study.days * 24
        for row in study.ask("lever_self_host"):
            yield self._judged(row, monthly_load(row, row["cost_usd"], hours), options)

    def _judged(
        self, row: Mapping[str, Any], load: Load, options: tuple[Option, ...]
    ) -> Proposal | Declined:
        found = sorted(
            (compared(each, load) for each in options), key=lambda each: each.usd_first_year
        )
        best, year = found[0], 12 * load.usd
        figures = _figures(found, load)
        if year - best.usd_first_year < self.least_saving * year:
            why = (
                f"its {load.requests:,} calls a month cost ${load.usd:,.2f}; {best.option.name} would be ${best.usd_per_month:,.2f}, "
                f"{pays_from(best)}"
            )
            return Declined(self.id, scope(row), why, figures)
        return self._proposed(row, load, best, figures)

    def _proposed(
        self, row: Mapping[str, Any], load: Load, best: Compared, figures: Mapping[str, Any]
    ) -> Proposal:
        saving = load.usd - best.usd_first_year / 12
        return Proposal(
            lever=self.id,
            scope=scope(row),
            key=best.option.name,
            change=f"answer its calls with {best.option.name}{_replicas(best)}, {pays_from(best)}",
            baseline_usd=load.usd,
            saving_usd=saving,
            interval=None,
            users=0,
            evidence="assumed",
            calls=int(row["calls"]),
            quality="not known: judge the model's answers to the same requests first (lever route)",
            latency="that of your own replicas, at their busy hours",
            effort="weeks",
            assumptions=tuple(_assumed(best.option, load)),
            risks=("GPUs stand idle where calls become fewer", "people must run it"),
            excludes=("route", "batch", "prompt_cache"),
            do={"option": best.option.name, "replicas": best.replicas},
            figures={"saved_share": saving / load.usd, **figures},
        )


def _replicas(each: Compared) -> str:
    return f" on {each.replicas} replica{'s' if each.replicas > 1 else ''}" if each.replicas else ""


def _assumed(option: Option, load: Load) -> Iterator[str]:
    yield f"a month of {MONTH_DAYS} days ({HOURS} hours) has {load.requests:,} calls, as the studied time"
    yield f"set-up of ${option.set_up_usd:,.2f} is earned in the first year, and a month costs ${option.fixed_usd:,.2f} however few calls there are"
    if replica := option.replica:
        yield (
            f"a replica of {replica.gpus} GPU at ${replica.usd_per_gpu_hour} an hour answers {replica.requests_per_hour:,} calls "
            f"an hour like these ({load.input_tokens:,.0f} tokens in, {load.output_tokens:,.0f} out), {replica.hours_per_month} hours a month"
        )
        yield f"a busy hour (p99) has {load.peak:.1f} times the calls of a mean one, and replicas answer those too"
    else:
        yield (
            f"${option.usd_per_million_input} and ${option.usd_per_million_output} a million tokens in and out, for as many tokens"
        )
    yield "its answers are good enough"


def _figures(found: list[Compared], load: Load) -> dict[str, Any]:
    return {
        "requests_per_month": load.requests,
        "peak": load.peak,
        "options": [
            {
                "option": each.option.name,
                "kind": each.option.kind,
                "replicas": each.replicas,
                "usd_per_month": each.usd_per_month,
                "usd_first_year": each.usd_first_year,
                "pays": [{"first": one.first, "last": one.last} for one in each.pays],
            }
            for each in found
        ],
    }

"""Trim prompts: tool definitions that are never called, and sections that are now and then far too long."""

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, Final

from centspan.collector.query import in_utc
from centspan.optimizer.change import changed
from centspan.optimizer.levers.of_feature import proposed, scope
from centspan.optimizer.proposal import Declined, Proposal
from centspan.optimizer.study import Study, spread

CUT: Final = ("environment", "feature", "section", "most")
"""What a limit is asked by."""


@dataclass(frozen=True, slots=True)
class Trim:
    """Tools that were offered often and never called; and a limit for sections that are most of a prompt."""

    id: str = "trim"
    fewest_calls: int = 200
    """How often a tool must have been sent before it is said never to be called."""
    least_saving: Decimal = Decimal("0.005")
    """The share of a feature's cost below which it is not worth a change."""
    limit_quantile: float = 0.95
    """Where the limit of a section lies: so many of its prompts are as short."""
    least_share: float = 0.5
    """The share of its prompts' characters that a section must have for a limit."""
    tail: float = 2.0
    """Times its median that the limit must be: else the section is simply long."""

    def examine(self, study: Study) -> Iterator[Proposal | Declined]:
        """Look at every feature's tools and sections."""
        asked = {"start": study.start, "end": study.end, "fewest_calls": self.fewest_calls}
        for row in study.ask("lever_trim", **asked):
            yield self._judged(study, row)
        limits = {
            "quantile": self.limit_quantile,
            "least_share": self.least_share,
            "tail": self.tail,
        }
        for found in study.ask("study_long_sections", **asked, **limits):
            told = {name: found[name] for name in CUT}
            period = {"start": study.start, "end": study.end}
            for row in study.ask("lever_trim_sections", **told, **period):
                yield self._limited(study, {**found, **row})

    def apply(self, study: Study, proposal: Proposal) -> AbstractContextManager[Study]:
        """Take the definitions' tokens out of each prompt, or what a section has beyond its limit."""
        if section := proposal.do.get("section"):
            said = {name: proposal.scope.get(name, "") for name in ("environment", "feature")}
            said |= {"section": section, "most": proposal.do["most_characters"]}
            said |= {"start": in_utc(study.start), "end": in_utc(study.end)}
            return changed(study, "applied_trim_sections", proposal.scope, **said)
        tokens = proposal.figures["tokens_a_call"]
        said = {"models": list(tokens), "tokens": list(tokens.values())}
        return changed(study, "applied_trim", proposal.scope, **said)

    def _judged(self, study: Study, row: Mapping[str, Any]) -> Proposal | Declined:
        share = spread(row).share
        if not row["tools"]:
            why = f"no tool was sent {self.fewest_calls:,} times without ever being called"
            return Declined(self.id, scope(row), why)
        if share < self.least_saving:
            return Declined(
                self.id,
                scope(row),
                f"its {row['tools']} tools that are never called are {share:.2%} of its cost, less than "
                f"{self.least_saving:.1%}",
            )
        return self._proposed(study, row)

    def _proposed(self, study: Study, row: Mapping[str, Any]) -> Proposal:
        return proposed(
            study,
            self.id,
            row,
            key=",".join(row["names"]),
            change=f"leave out the {row['tools']} tool definitions that were never called",
            quality="a model that is offered fewer tools chooses among fewer",
            latency="shorter prompts are read sooner",
            effort="hours",
            assumptions=(
                "a definition has as many tokens for each character as the rest of its prompts",
            ),
            risks=(
                "a tool for rare cases may not have been needed yet",
                "the prompt cache is written anew once",
            ),
            do={"leave_out_tools": row["names"]},
            figures={
                "tools": row["tools"],
                "tokens_a_call": dict(zip(row["models"], row["tokens"], strict=True)),
            },
        )

    def _limited(self, study: Study, row: Mapping[str, Any]) -> Proposal | Declined:
        share, touched = spread(row).share, row["touched"] / row["calls"]
        section = row["section"]
        if share < self.least_saving:
            return Declined(
                self.id,
                scope(row),
                f"{section} is {row['share']:.0%} of its prompts, but what lies beyond {row['most']:,} characters is "
                f"{share:.2%} of its cost, less than {self.least_saving:.1%}",
            )
        said = proposed(
            study,
            self.id,
            row,
            key=f"section:{section}",
            change=f"keep at most {row['most']:,} characters of {section} in a prompt",
            quality=f"not known: {touched:.1%} of its prompts lose a part, so judge their answers first",
            latency="shorter prompts are read sooner",
            effort="days",
            assumptions=("a section has as many tokens for each character as its whole prompt",),
            risks=(
                "what is cut may be what the answer needs: summarise it, or cut the oldest first",
                "the provider's cache ends where the cut begins, which is not counted",
            ),
            do={"section": section, "most_characters": row["most"]},
            figures={
                "share_of_prompt": row["share"],
                "touched_share": touched,
                "median_characters": row["median"],
                "longest_characters": row["longest"],
            },
        )
        return replace(said, evidence="experiment")

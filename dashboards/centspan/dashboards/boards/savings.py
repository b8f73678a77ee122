"""Savings: what is proposed, what it would save, and what it saved."""

from typing import Final

from centspan.dashboards.board import Bars, Board, Row, Stat, Table

NO_PROPOSAL: Final = "No proposal yet: `centspan optimize` makes them from your own calls."
NOTHING_ADOPTED: Final = "No proposal was adopted yet, or none is measured yet."

TOTALS: Final = Row(
    "A month",
    (
        Stat(
            title="Open proposals would save",
            question="savings_total",
            column="open_usd",
            up_is_bad=False,
            description="Simulated savings a month of all proposals that are not adopted. From `proposals`. "
            "They may overlap, so that together they save less.",
            number="savings",
            empty=NO_PROPOSAL,
            width=6,
        ),
        Stat(
            title="Adopted ones were to save",
            question="savings_total",
            column="adopted_usd",
            up_is_bad=False,
            description="Simulated savings a month of the adopted proposals. Compare with what they saved.",
            number="savings",
            empty=NOTHING_ADOPTED,
            width=6,
        ),
        Stat(
            title="Adopted ones save",
            question="savings_total",
            column="realised_usd",
            up_is_bad=False,
            description="Savings a month as measured after adoption. Far below the simulation: open the "
            "proposal and see what changed since.",
            number="savings",
            empty=NOTHING_ADOPTED,
            width=6,
        ),
        Stat(
            title="Saved so far",
            question="savings_total",
            column="so_far_usd",
            up_is_bad=False,
            description="What the adopted proposals save a month, each for as long as it has been adopted.",
            number="savings",
            empty=NOTHING_ADOPTED,
            width=6,
        ),
    ),
)

ADOPTED: Final = Row(
    "Did it come?",
    (
        Table(
            title="Adopted: simulated and realised",
            question="savings_adopted",
            description="What each adopted proposal was to save a month and what it saves, both with 95 % intervals, "
            "volume, mix and price left out, and the verdict. `less` is under-delivery: "
            "`centspan optimize verify ID` tells what became of it.",
            number="savings",
            empty=NOTHING_ADOPTED,
            height=8,
        ),
    ),
)

PROPOSALS: Final = Row(
    "Proposals",
    (
        Bars(
            title="Simulated savings by lever",
            question="savings_by_lever",
            name="lever",
            column="simulated_usd",
            description="What each lever would save a month, as simulated on your calls. From `proposals`. "
            "Begin with the longest bar whose risk you can bear.",
            number="savings",
            empty=NO_PROPOSAL,
            width=12,
        ),
        Table(
            title="By lever",
            question="savings_by_lever",
            description="Proposals, simulated and realised savings a month of each lever.",
            number="savings",
            empty=NO_PROPOSAL,
            width=12,
        ),
        Table(
            title="Every proposal",
            question="proposals",
            description="What is proposed, its saving a month with its interval, on what evidence, at what risk; "
            "the dismissed ones with their reason.",
            number="savings",
            empty=NO_PROPOSAL,
            height=12,
        ),
    ),
)

BOARD: Final = Board(
    uid="savings",
    title="Savings",
    description="What would cost less, proven on your own calls, and what it saved.",
    rows=(TOTALS, ADOPTED, PROPOSALS),
    annotations=("changes",),
    since="30d",
)

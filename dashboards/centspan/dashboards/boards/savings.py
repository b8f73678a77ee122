"""Savings: what is proposed, what it would save, and what it saved."""

from typing import Final

from centspan.dashboards.board import Bars, Board, Row, Stat, Table

NO_PROPOSAL: Final = "No proposal yet: `centspan optimize` makes them from your own calls."
NOTHING_ADOPTED: Final = "No proposal was adopted yet, or none is measured yet."

NO_PLAN: Final = "No joint plan yet: `centspan optimize` replays one, and `centspan up` once a day."

OPEN: Final = Row(
    "Open, a month",
    (
        Stat(
            title="Open proposals save together",
            question="plan_standing",
            column="together_usd",
            up_is_bad=False,
            description="What the open proposals save a month, replayed one after the other on the same calls, so that no saving "
            "counts twice. What was adopted is carried out before them. One that was decided since counts no more.",
            number="savings",
            empty=NO_PLAN,
            width=6,
        ),
        Stat(
            title="At least, with 95 %",
            question="plan_standing",
            column="low_usd",
            up_is_bad=False,
            description="The lower end of its 95 % interval, for the same kind of users drawn anew; what calls of no known user "
            "save is held as it is. None where users are too few, or where a step was decided since the plan was made.",
            number="savings",
            empty="No interval: too few users, or a step was decided since.",
            width=6,
        ),
        Stat(
            title="At most, with 95 %",
            question="plan_standing",
            column="high_usd",
            up_is_bad=False,
            description="The upper end of its 95 % interval.",
            number="savings",
            empty="No interval: too few users, or a step was decided since.",
            width=6,
        ),
        Stat(
            title="Open outside the plan, summed",
            question="plan_standing",
            column="outside_usd",
            up_is_bad=False,
            description="Savings a month of open proposals that are no step of the plan: an experiment comes first, it is assumed, "
            "a larger one excludes it, or no plan has seen it yet. Each by itself: they may overlap, so do not add them up.",
            number="savings",
            empty=NO_PROPOSAL,
            width=6,
        ),
        Bars(
            title="The plan, step by step",
            question="plan_steps",
            name="step",
            column="here_usd",
            description="What each change saves a month of what those before it left, in the order in which they are carried out. "
            "The bars add up to the first figure above.",
            number="savings",
            empty=NO_PLAN,
            width=12,
        ),
        Table(
            title="By lever",
            question="savings_by_lever",
            description="Open and adopted proposals of each lever. `together` is what they save at their places in the plan, "
            "`alone` what each would by itself, which may overlap.",
            number="savings",
            empty=NO_PROPOSAL,
            width=12,
        ),
        Table(
            title="Steps of the plan",
            question="plan_steps",
            description="The same steps: what each saves alone, and here, of what those before it left; nothing any more where it "
            "was decided since.",
            number="savings",
            empty=NO_PLAN,
            height=8,
        ),
    ),
)

TOTALS: Final = Row(
    "Adopted, a month",
    (
        Stat(
            title="Adopted ones were to save",
            question="savings_total",
            column="adopted_usd",
            up_is_bad=False,
            description="Simulated savings a month of the adopted proposals, each by itself: where they overlap, together less. "
            "Compare with what they saved.",
            number="savings",
            empty=NOTHING_ADOPTED,
            width=8,
        ),
        Stat(
            title="Adopted ones save",
            question="savings_total",
            column="realised_usd",
            up_is_bad=False,
            description="Savings a month as measured after adoption, each on its own scope. Two that were adopted in one feature at "
            "about one time are measured on the same calls, and each shows both. Far below the simulation: open the "
            "proposal and see what changed since.",
            number="savings",
            empty=NOTHING_ADOPTED,
            width=8,
        ),
        Stat(
            title="Saved so far",
            question="savings_total",
            column="so_far_usd",
            up_is_bad=False,
            description="What the adopted proposals save a month, each for as long as it has been adopted.",
            number="savings",
            empty=NOTHING_ADOPTED,
            width=8,
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
        Table(
            title="Every proposal",
            question="proposals",
            description="What is proposed, its saving a month by itself with its interval, and at its place in the plan, on what evidence, "
            "at what risk; the dismissed ones with their reason.",
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
    rows=(OPEN, TOTALS, ADOPTED, PROPOSALS),
    annotations=("changes",),
    since="30d",
)

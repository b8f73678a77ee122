"""The demo's month in the terminal: what fired, what drove it, where to look, and what was planted in it."""

from collections.abc import Sequence

from rich import box
from rich.table import Table
from rich.text import Text

from centspan.alerts.payload import Alert
from centspan.deploy.demo.answers import answer, told
from centspan.deploy.demo.backfill.stories.casting import Happened
from centspan.deploy.tables.table import printed
from centspan.optimizer.proposal import Proposal

COLUMNS = ("severity", "when (UTC)", "headline", "driven by")
FOLDED = ("headline", "driven by")
PLANTED = ("planted", "in", "told by")


def show(alerts: Sequence[Alert]) -> None:
    """Print them, pages first, each with a link to its board; or that none fired."""
    if not alerts:
        print("no alert fired")
        return
    ordered = sorted(alerts, key=lambda each: (each.severity != "page", each.at, each.rule))
    table = Table(title="Alerts that fired", title_justify="left", box=box.SIMPLE)
    for name in COLUMNS:
        table.add_column(name, overflow="fold", no_wrap=name not in FOLDED)
    for each in ordered:
        table.add_row(*map(Text, _cells(each)))
    links = [f"  {each.rule}: {each.board_url}" for each in ordered]
    printed(table, "  open the board of each:", *links)


def show_stories(
    happened: Sequence[Happened], alerts: Sequence[Alert], proposals: Sequence[Proposal] = ()
) -> None:
    """Print what this seed planted, and what told of each: an alert, or a proposal that would end it."""
    table = Table(title="What was planted", title_justify="left", box=box.SIMPLE)
    for name in PLANTED:
        table.add_column(name)
    for each in happened:
        table.add_row(*map(Text, (each.story, each.feature, _told_by(each, alerts, proposals))))
    printed(table)


def _told_by(happened: Happened, alerts: Sequence[Alert], proposals: Sequence[Proposal]) -> str:
    if alert := told(happened, alerts):
        return f"alert {alert.rule}, {alert.at:%F %H:%M}"
    known = answer(happened.story)
    if known.rule:
        return f"no alert: too few calls or days for {known.rule}"
    proposed = (
        each
        for each in proposals
        if each.lever == known.lever and each.scope.get("feature") == happened.feature
    )
    if found := next(proposed, None):
        return f"proposal {found.id}"
    return f"no proposal: too few calls or evaluations for {known.lever}"


def _cells(alert: Alert) -> tuple[str, ...]:
    first = next(iter(alert.contributors), None)
    driver = f"{first.dimension} {first.value or '(none)'}" if first else ""
    return (alert.severity, f"{alert.at:%F %H:%M}", alert.headline, driver)

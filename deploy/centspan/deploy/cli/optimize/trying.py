"""Runs `centspan optimize`: studies the calls, pulls the levers, carries the plan out, tells."""

import argparse
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from centspan.collector.whole_hours import whole_hours
from centspan.deploy.cli.optimize.repeating import repeat
from centspan.deploy.cli.options import moment
from centspan.deploy.cli.prices.options import sources_of
from centspan.instrumentation.errors import CentspanError

if TYPE_CHECKING:
    from centspan.optimizer.lever import Lever
    from centspan.optimizer.life.settled import Settled
    from centspan.optimizer.optimize import Outcome
    from centspan.optimizer.plan.chosen import Chosen
    from centspan.optimizer.plan.joint import Plan
    from centspan.optimizer.study import Study


def run(args: argparse.Namespace) -> int:
    """Study the calls, pull the levers, carry the plan out, tell."""
    if args.every:
        return repeat(args)
    from centspan.collector.dsn import connect
    from centspan.optimizer.study import study
    from centspan.optimizer.tuning import tuned

    _check(args)
    levers = tuned(args.said, args.lever)
    start, end = _period(args.since, args.until)
    with (
        connect(args.dsn) as client,
        study(client, start, end, args.feature, sources_of(args)) as calls,
    ):
        if args.backtest:
            _backtested(args, calls, levers)
        else:
            _proposed(args, client, calls, levers)
    return 0


def _check(args: argparse.Namespace) -> None:
    """What cannot come to a good end is said before the work, not after it."""
    if args.backtest and args.report:
        raise CentspanError("a report is of proposals, not of a back-test: leave one out")
    if args.report and not (folder := Path(args.report).absolute().parent).is_dir():
        raise CentspanError(f"expected a folder to write the report to, found none: {folder}")


def _proposed(
    args: argparse.Namespace, client: Any, calls: "Study", levers: Sequence["Lever"]
) -> None:
    """Find, beside what was decided; carry out together; store; tell."""
    from centspan.optimizer.life.settled import settled
    from centspan.optimizer.life.stored import standing
    from centspan.optimizer.optimize import optimize
    from centspan.optimizer.plan.joint import together

    found = optimize(calls, levers, args.least_usd)
    now = settled(found, standing(client))
    chosen = _chosen(args, client, levers, found, now)
    plan = together(calls, chosen, levers) if chosen else None
    if not (args.dry_run or args.feature or args.said or args.least_usd is not None):
        _store(args, client, found, levers, plan)
    _told(args, calls, levers, now.open, plan)


def _store(
    args: argparse.Namespace,
    client: Any,
    found: "Outcome",
    levers: Sequence["Lever"],
    plan: "Plan | None",
) -> None:
    """Proposals of any lever; a plan of all levers' open proposals alone."""
    from centspan.optimizer.life import planned
    from centspan.optimizer.life.record import record

    at = datetime.now(UTC)
    run_id = f"{at:%Y%m%dT%H%M%SZ}"
    record(client, found, [lever.id for lever in levers], at, run_id)
    if plan and not (args.plan or args.lever):
        planned.record(client, plan, at, run_id)


def _backtested(args: argparse.Namespace, calls: "Study", levers: Sequence["Lever"]) -> None:
    from centspan.deploy.tables.backtest import show_backtest
    from centspan.deploy.tables.table import as_json
    from centspan.optimizer import as_json as said
    from centspan.optimizer.backtest.replay import backtest

    found = backtest(calls, levers, args.fit_share, args.least_usd)
    if args.json:
        print(as_json(said.backtest(found)))
    else:
        show_backtest(found)


def _told(
    args: argparse.Namespace,
    calls: "Study",
    levers: Sequence["Lever"],
    found: "Outcome",
    plan: "Plan | None",
) -> None:
    from centspan.deploy.tables.optimizer import show, show_declined
    from centspan.deploy.tables.plan import show_plan
    from centspan.deploy.tables.table import as_json
    from centspan.optimizer.as_json import outcome
    from centspan.optimizer.plan.chosen import NOTHING
    from centspan.optimizer.plan.joint import together

    if args.json:
        print(as_json(outcome(found, calls, plan)))
    else:
        show(found, calls)
        if plan:
            show_plan(plan)
        show_declined(found)
    if args.report:
        _report(args.report, calls, found, plan or together(calls, NOTHING, levers))


def _report(file: str, calls: "Study", found: "Outcome", plan: "Plan") -> None:
    from centspan.optimizer.report.models import comparisons
    from centspan.optimizer.report.page import page

    text = page(found, plan, comparisons(calls), calls)
    try:
        Path(file).write_text(text, "utf-8")
    except OSError as error:
        raise CentspanError(f"expected a file to write the report to, found: {error}") from None


def _chosen(
    args: argparse.Namespace,
    client: Any,
    levers: Sequence["Lever"],
    found: "Outcome",
    now: "Settled",
) -> "Chosen | None":
    """All that is open, on what was adopted; or what is named, whatever was decided."""
    from centspan.optimizer.plan.chosen import best, named

    match args.plan:
        case ["none"]:
            return None
        case []:
            return best(now.open.proposals, levers, now.adopted)
        case ["accepted"]:
            ids = _accepted(client, found)
        case _:
            ids = args.plan
    return named(found.proposals, levers, ids)


def _accepted(client: Any, found: "Outcome") -> list[str]:
    from centspan.optimizer.life.stored import standing

    accepted = {id_ for id_, each in standing(client).items() if each.status == "accepted"}
    ids = [each.id for each in found.proposals if each.id in accepted]
    if not ids:
        raise CentspanError(
            f"expected accepted proposals that these calls still show, found none of {len(accepted)}: "
            "`centspan optimize accept ID`, or another --since"
        )
    return ids


def _period(since: str, until: str) -> tuple[datetime, datetime]:
    """Whole hours, so that the same calls are studied whenever it is asked for within an hour."""
    end = moment(until, datetime.now(UTC)) if until else datetime.now(UTC)
    start = moment(since, end)
    if start >= end:
        raise CentspanError(f"expected --since before --until, found {start:%Y-%m-%d %H:%M} UTC")
    return whole_hours(start, end)

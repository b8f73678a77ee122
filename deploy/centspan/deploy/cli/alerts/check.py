"""`centspan alerts check`: what is wrong with a file of budgets, by line."""

import argparse
import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from centspan.deploy.cli.alerts.options import add_file, file_of, show
from centspan.deploy.cli.options import add_command, add_json, add_store
from centspan.instrumentation.errors import CentspanError

if TYPE_CHECKING:
    from centspan.alerts.budgets.model import BudgetsFile
    from centspan.alerts.budgets.problem import Problem

EXAMPLES = """\
  centspan alerts check                              budgets.toml here
  centspan alerts check team/budgets.toml --json
  centspan alerts check --dsn http://clickhouse:8123 also scopes that no call has"""


def add(actions: Any) -> None:
    """Add the action."""
    parser = add_command(
        actions,
        "check",
        "Say what is wrong with a file of budgets, by line; ends with 1 where anything has to be mended.",
        EXAMPLES,
    )
    add_file(parser)
    add_store(parser)
    add_json(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Check and print; 1 where there are errors."""
    path = file_of(args)
    problems, said = _checked(path, args.dsn)
    errors = sum(problem.is_error for problem in problems)
    if args.json:
        document = {"file": str(path), "problems": [each.as_json() for each in problems]}
        print(json.dumps(document, indent=1))
    else:
        show(str(path), problems)
        print(f"{path}: {said or f'{errors} to mend'}")
    return int(errors > 0)


def _checked(path: Path, dsn: str | None) -> "tuple[tuple[Problem, ...], str]":
    """The problems, and what the file holds where there is no error among them."""
    from centspan.alerts.budgets.problem import BudgetsError
    from centspan.alerts.budgets.read import read

    try:
        file = read(path)
    except BudgetsError as error:
        return error.problems, ""
    problems = _with_calls(file, dsn)
    said = f"can be applied (budgets: {len(file.budgets)}, goals: {len(file.goals)})"
    return problems, "" if any(each.is_error for each in problems) else said


def _with_calls(file: "BudgetsFile", dsn: str | None) -> "tuple[Problem, ...]":
    from centspan.alerts.budgets.check import check
    from centspan.collector.dsn import connect

    try:
        client = connect(dsn)
    except CentspanError:
        if dsn or os.environ.get("CENTSPAN_DSN"):
            raise
        return check(file)  # no local stack is running: the file is checked by itself
    with client:
        return check(file, client)

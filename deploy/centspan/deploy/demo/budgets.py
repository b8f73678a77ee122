"""The demo's budgets.toml: what `centspan alerts suggest` makes of its month, so that boards have some."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from centspan.alerts.budgets.own_file import FILE_NAME
from centspan.alerts.budgets.read import read
from centspan.alerts.budgets.store import store
from centspan.alerts.budgets.suggest import suggest
from centspan.alerts.enrich.belonging import Belonging
from centspan.instrumentation.errors import CentspanError

FIRST: Final = "# The demo writes its budgets here once it has a month of calls.\n"
DEFAULTS: Final = """
[defaults]
owner = "platform"
"""
SILENCE: Final = """
[[silence]]
rule = "telemetry_silent"
from = {begins}
to = {ends}
reason = "the demo's traffic has ended"
"""
GONE: Final = timedelta(days=8)
"""After a week of silence a service counts as gone."""


def begin(folder: Path) -> Path:
    """Put a file of no budgets where the stack follows it; returns its path."""
    path = folder / FILE_NAME
    path.write_text(FIRST, "utf-8")
    return path


def put(client: Any, folder: Path, at: datetime) -> Belonging:
    """Suggest budgets from the calls before `at` and let them stand; returns whose the alerts of no budget are.

    Nobody is to be woken because the demo ends: that nothing arrives after `at` is silenced.
    """
    try:
        text = suggest(client, at)
    except CentspanError:  # as it says to its user: three weeks are needed
        text = FIRST
    path = folder / FILE_NAME
    silence = SILENCE.format(begins=_said(at), ends=_said(at + GONE))
    path.write_text(f"{text}{DEFAULTS}{silence}", "utf-8")
    file = read(path)
    store(client, file, "centspan demo")
    return Belonging(file.owner, file.channel)


def _said(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%FT%TZ}"

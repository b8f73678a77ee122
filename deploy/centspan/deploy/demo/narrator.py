"""What the demo says while it works; on standard error, so that the report stands alone."""

import time
from collections.abc import Callable, Generator
from contextlib import contextmanager

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

COLUMNS = (
    TextColumn("  {task.description}"),
    BarColumn(),
    MofNCompleteColumn(),
    TimeElapsedColumn(),
)


class Narrator:
    """Tells steps as they are done."""

    def __init__(self) -> None:
        self._console = Console(stderr=True, highlight=False)

    def done(self, what: str, since: float) -> None:
        """Say that a step is done, begun at `since` of `time.monotonic`."""
        self._console.print(f"[green]✓[/] {what} [dim]({time.monotonic() - since:.1f} s)[/]")

    def failed(self, why: str) -> None:
        """Say why the demo stops."""
        self._console.print(f"[red]✗[/] {escape(why)}", soft_wrap=True)

    @contextmanager
    def waiting(self, what: str) -> Generator[None]:
        """Show that a step is under way."""
        with self._console.status(what):
            yield

    @contextmanager
    def counting(self, what: str, total: int) -> Generator[Callable[[int], None]]:
        """Show a bar; call what is returned with each count done."""
        hidden = not self._console.is_terminal
        with Progress(*COLUMNS, console=self._console, transient=True, disable=hidden) as bar:
            task = bar.add_task(what, total=total)
            yield lambda count: bar.advance(task, count)

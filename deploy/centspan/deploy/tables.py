"""Tables in the terminal: as wide as it is, and in a file as wide as people read."""

from typing import Any

from rich.console import Console

FILE_WIDTH = 160
"""Characters a line may have where no terminal says otherwise."""


def printed(*parts: Any) -> None:
    """Print tables and lines to standard output, without trailing blanks."""
    console = Console(highlight=False)
    if not console.is_terminal:
        console.width = FILE_WIDTH
    with console.capture() as captured:
        for part in parts:
            console.print(part, soft_wrap=isinstance(part, str))
    print("\n".join(line.rstrip() for line in captured.get().strip("\n").split("\n")))

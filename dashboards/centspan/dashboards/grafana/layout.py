"""Places a board's panels on the grid, row by row."""

from collections.abc import Iterator
from typing import Final

from centspan.dashboards.board import COLUMNS, AnyPanel, Board, Row
from centspan.dashboards.grafana.panel import Place

TITLE_HEIGHT: Final = 1


def places(board: Board) -> Iterator[tuple[Row | AnyPanel, Place]]:
    """Each row's title and then its panels, from left to right, in a new line where one is full."""
    y = 0
    for row in board.rows:
        yield row, Place(0, y, COLUMNS, TITLE_HEIGHT)
        y += TITLE_HEIGHT
        x = height = 0
        for panel in row.panels:
            if x + panel.width > COLUMNS:
                x, y, height = 0, y + height, 0
            yield panel, Place(x, y, panel.width, panel.height)
            x, height = x + panel.width, max(height, panel.height)
        y += height

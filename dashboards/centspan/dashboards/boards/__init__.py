"""Every board, in the order readers are led through them."""

from typing import Final

from centspan.dashboards.board import Board
from centspan.dashboards.boards import overview, pipeline, savings

BOARDS: Final[tuple[Board, ...]] = (
    overview.BOARD,
    savings.BOARD,
    pipeline.BOARD,
)

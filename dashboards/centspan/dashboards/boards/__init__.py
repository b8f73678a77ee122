"""Every board, in the order readers are led through them."""

from typing import Final

from centspan.dashboards.board import Board
from centspan.dashboards.boards import (
    calls,
    efficiency,
    feature,
    overview,
    pipeline,
    savings,
    team,
    tenants,
)

BOARDS: Final[tuple[Board, ...]] = (
    overview.BOARD,
    feature.BOARD,
    efficiency.BOARD,
    tenants.BOARD,
    team.BOARD,
    calls.BOARD,
    savings.BOARD,
    pipeline.BOARD,
)

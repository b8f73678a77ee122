"""The files that Grafana loads: one for each board, the same bytes whenever they are built."""

import json
from pathlib import Path
from typing import Any

from centspan.dashboards.board import Board
from centspan.dashboards.boards import BOARDS
from centspan.dashboards.grafana.dashboard import dashboard
from centspan.dashboards.grafana.links import Around
from centspan.dashboards.grafana.numbers import numbers_board, sections


def dashboards(
    page: str, viewer: str = "", boards: tuple[Board, ...] = BOARDS
) -> tuple[dict[str, Any], ...]:
    """Every board, and the one of docs/how-numbers-are-made.md, whose text is `page`."""
    by_uid = {board.uid: board for board in boards}
    around = [Around(board, by_uid, bool(viewer)) for board in boards]
    return (*(dashboard(each, viewer) for each in around), numbers_board(sections(page)))


def file_name(board: dict[str, Any]) -> str:
    """`centspan-overview` stands in `overview.json`."""
    return f"{board['uid'].removeprefix('centspan-')}.json"


def text(board: dict[str, Any]) -> str:
    """A board as its file has it."""
    return json.dumps(board, indent=1, ensure_ascii=False) + "\n"


def stale(folder: Path, built: tuple[dict[str, Any], ...]) -> list[str]:
    """What is wrong with the files of a folder, in words: missing, behind, or of no board."""
    texts = {file_name(board): text(board) for board in built}
    there = {path.name: path.read_text("utf-8") for path in folder.glob("*.json")}
    return [
        *(f"{name} is missing" for name in texts if name not in there),
        *(
            f"{name} is behind its board"
            for name in texts
            if there.get(name, texts[name]) != texts[name]
        ),
        *(f"{name} is of no board" for name in sorted(there) if name not in texts),
    ]


def write(folder: Path, built: tuple[dict[str, Any], ...]) -> None:
    """Write each board's file, and take away those of boards that are no more."""
    folder.mkdir(parents=True, exist_ok=True)
    for path in folder.glob("*.json"):
        if path.name not in map(file_name, built):
            path.unlink()
    for board in built:
        (folder / file_name(board)).write_text(text(board), "utf-8")

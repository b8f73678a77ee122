"""Which files were imported, and how far: what makes a re-run import nothing and a grown file its tail.

The ids of rows are made of a file's `root`, so nothing is counted twice even where the ledger and the
rows disagree (after a kill between the two): the block is written again, row for row the same.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from centspan.collector.importing.content import Content


@dataclass(frozen=True, slots=True)
class Recipe:
    """How a file's columns are read, in words and as a short digest."""

    words: str

    @property
    def digest(self) -> str:
        """16 hex digits."""
        return sha256(self.words.encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Block:
    """How far one block of a file came."""

    rows: int = 0
    imported: int = 0
    rejected: int = 0


@dataclass(frozen=True, slots=True)
class Known:
    """One entry: a file as it was at one time."""

    root: str
    digest: str
    bytes: int
    recipe: str
    options: str
    file: str
    at: str


KNOWN = "SELECT root, digest, bytes, recipe, options, file, toString(at) FROM imports FINAL"
OPEN = 2**32 - 1
"""The block that stands for a last line without an end: what it said is taken away when it has grown."""


@dataclass(frozen=True, slots=True)
class File:
    """A file as the ledger knows it; `blocks` are those done under this recipe."""

    root: str
    digest: str
    size: int
    """Bytes that the digest is of."""
    recipe: Recipe
    blocks: Mapping[int, Block]
    is_new: bool
    is_same: bool
    """It was begun before as it is now, under this recipe."""
    is_open: bool
    """Its last line has no end, and was never seen with one."""
    conflict: str = ""
    """Why it must not be imported beside what was."""

    @property
    def origin(self) -> str:
        """What its rows name as the import they came with."""
        return self.root[:16]

    @property
    def open_origin(self) -> str:
        """The same for a last line that may still grow."""
        return f"{self.origin} open"

    @property
    def open_line(self) -> Block:
        """What became of a last line that had no end."""
        return self.blocks.get(OPEN, Block())


class Ledger:
    """The store's memory of imports."""

    def __init__(self, client: Any) -> None:
        self._client = client

    def find(self, content: Content, recipe: Recipe, copy: str = "") -> File:
        """Recognise a file, or the beginning of one that has grown.

        `copy` makes its calls other calls than those of the same file without it.
        """
        known = [Known(*map(_plain, row)) for row in self._rows(KNOWN)]
        found = content.digests([*(entry.bytes for entry in known), content.size, content.whole])
        digests = {size: _salted(digest, copy) for size, digest in found.items()}
        matches = _matches(known, digests)
        is_open = bool(content.padding) and not any(e.bytes == content.whole for e in matches)
        size = content.size if is_open else content.whole
        longest = max(matches, key=lambda entry: entry.bytes, default=None)
        root = longest.root if longest else digests[size]
        blocks = self._blocks(root)
        return File(
            root=root,
            digest=digests[size],
            size=size,
            recipe=recipe,
            blocks=blocks.get(recipe.digest, {}),
            is_new=not matches,
            is_same=any((e.bytes, e.recipe) == (size, recipe.digest) for e in matches),
            is_open=is_open,
            conflict=_read_otherwise(matches, recipe, blocks) or _between(known, longest, size),
        )

    def begin(self, file: File, content: Content, kind: str) -> None:
        """Write down that a file is being imported."""
        row = [file.root, file.digest, file.size, file.recipe.digest, file.recipe.words]
        self._client.insert(
            "imports",
            [[*row, content.name, kind]],
            column_names=["root", "digest", "bytes", "recipe", "options", "file", "kind"],
        )

    def done(self, file: File, number: int, block: Block) -> None:
        """Write down how far a block came."""
        self._client.insert(
            "import_blocks",
            [[file.root, file.recipe.digest, number, block.rows, block.imported, block.rejected]],
            column_names=["root", "recipe", "block", "rows", "imported", "rejected"],
        )

    def forget(self, root: str) -> None:
        """As if the file had never been imported; its rows are another matter (remove.py)."""
        for table in ("import_blocks", "imports"):
            self._client.command(
                f"DELETE FROM {table} WHERE root = {{root:String}}", parameters={"root": root}
            )

    def _blocks(self, root: str) -> dict[str, dict[int, Block]]:
        rows = self._rows(
            "SELECT recipe, block, rows, imported, rejected FROM import_blocks FINAL "
            "WHERE root = {root:String}",
            root=root,
        )
        found: dict[str, dict[int, Block]] = {}
        for recipe, number, *counts in rows:
            found.setdefault(_plain(recipe), {})[number] = Block(*counts)
        return found

    def _rows(self, sql: str, **parameters: Any) -> Sequence[Sequence[Any]]:
        return self._client.query(sql, parameters=parameters).result_rows


def _matches(known: Sequence[Known], digests: Mapping[int, str]) -> list[Known]:
    """Files that this is, or has grown from; none that has grown into something else since."""
    within = [entry for entry in known if entry.bytes in digests]
    others = {entry.root for entry in within if digests[entry.bytes] != entry.digest}
    return [entry for entry in within if entry.root not in others]


def _between(known: Iterable[Known], longest: Known | None, size: int) -> str:
    """Why a file that lies between two states of another cannot be told from a third one."""
    if longest is None or longest.bytes == size:
        return ""
    later = next((e for e in known if e.root == longest.root and e.bytes > size), None)
    if later is None:
        return ""
    return (
        f"it begins as {longest.file} did, of which more was imported on {later.at[:16]} UTC; whether "
        "its last rows are among those cannot be seen: import the longest copy of that file, or "
        "--copy NAME counts these as other calls"
    )


def _read_otherwise(
    matches: Iterable[Known], recipe: Recipe, blocks: Mapping[str, Mapping[int, Block]]
) -> str:
    for entry in matches:
        brought = sum(block.imported for block in blocks.get(entry.recipe, {}).values())
        if entry.recipe != recipe.digest and brought:
            return (
                f"its rows were imported as {entry.file} on {entry.at[:16]} UTC with other options "
                f"({entry.options}) and would be the same {brought} once more: --replace takes the "
                "former ones away first, --copy NAME counts these as other calls"
            )
    return ""


def _salted(digest: str, copy: str) -> str:
    return sha256(f"{copy}\0{digest}".encode()).hexdigest() if copy else digest


def _plain(value: Any) -> Any:
    return value.decode() if isinstance(value, bytes) else value

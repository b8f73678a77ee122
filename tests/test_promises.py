"""Writes docs/promises.md when run (`make promises`), and checks it when tested."""

import ast
from itertools import groupby
from pathlib import Path

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "promises.md"
HEAD = """\
# Promises

What centspan promises, each with the test that holds it: the docstrings of the tests, written here by
`make promises`. A test without a promise, and a page that is behind the tests, fail.
"""


def promises():
    """(folder, test id, promise) of every test."""
    return [
        (file.parent.relative_to(ROOT / "tests"), f"{file.relative_to(ROOT)}::{node.name}", promise)
        for file in sorted((ROOT / "tests").rglob("test_*.py"))
        for node in ast.parse(file.read_text("utf-8")).body
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
        for promise in [" ".join((ast.get_docstring(node) or "").split())]
    ]


def page():
    parts = [HEAD]
    for folder, group in groupby(promises(), key=lambda each: each[0]):
        title = ", ".join(folder.parts).replace("_", " ").capitalize() or "The repository"
        parts.append(f"\n## {title}\n\n")
        parts += [f"- {promise}<br>`{test}`\n" for _, test, promise in group]
    return "".join(parts)


def test_every_test_holds_a_promise():
    """Every test says in one docstring what it promises."""
    assert [test for _, test, promise in promises() if not promise] == []


def test_every_promise_has_its_test():
    """docs/promises.md lists each promise with the id of the test that holds it."""
    assert PAGE.read_text("utf-8") == page()


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")

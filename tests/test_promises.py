import ast
import re
from pathlib import Path

ROOT = Path(__file__).parents[1]
LISTED = re.compile(r"^- (.+?)(?:<br>`(.+)`)?$", re.MULTILINE)


def known_ids():
    """Every test id of the suite."""
    return {
        f"{file.relative_to(ROOT)}::{node.name}"
        for file in (ROOT / "tests").rglob("test_*.py")
        for node in ast.parse(file.read_text()).body
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    }


def test_every_promise_names_a_test_that_exists():
    """Each promise in docs/promises.md carries the id of a test, and that test is there."""
    listed = LISTED.findall((ROOT / "docs" / "promises.md").read_text())
    assert len(listed) > 50
    assert {promise for promise, test in listed if not test} == set()
    assert {test for _, test in listed} - known_ids() == set()

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parents[1]


def promises():
    """Every test id with its docstring on one line."""
    found = {}
    for file in sorted((ROOT / "tests").rglob("test_*.py")):
        for node in ast.parse(file.read_text()).body:
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                sentence = " ".join((ast.get_docstring(node) or "").split())
                found[f"{file.relative_to(ROOT)}::{node.name}"] = sentence
    return found


def test_every_test_states_its_promise_and_is_listed():
    """docs/promises.md lists each test with its promise, and nothing else."""
    text = (ROOT / "docs" / "promises.md").read_text()
    listed = dict(reversed(pair) for pair in re.findall(r"^- (.+)<br>`(.+)`$", text, re.MULTILINE))
    assert listed == promises()
    assert all(listed.values())

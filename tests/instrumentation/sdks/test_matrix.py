"""Every SDK in every generation, with nothing but the import: what docs/instrumentation.md says."""

from typing import Any

import pytest


@pytest.fixture(scope="module")
def found() -> Any:
    """What was measured just now, in the environment of each generation."""
    from matrix.page import measured

    return measured()


def test_every_sdk_makes_one_exact_span_a_call(found: Any) -> None:
    """Each case of each SDK in each generation is one counted span of exact tokens and dollars,
    or an estimate that says so; also on random numbers, chunk sizes, names and unknown fields.
    """
    wrong = {
        f"{name} {said['version']}": said["wrong"]
        for generation in found.values()
        for name, said in generation.items()
        if said["wrong"]
    }
    assert wrong == {}


def test_the_page_says_what_was_measured(found: Any) -> None:
    """The matrix and the settings in docs/instrumentation.md are those of this run; else
    `python -m matrix.page` in tests/instrumentation/sdks writes them anew.
    """
    from matrix.page import PAGE, written

    page = PAGE.read_text("utf-8")
    assert written(page, found) == page

"""Sections: how much of a prompt each marked part is."""

import contextvars

import pytest

from centspan.instrumentation import section
from centspan.instrumentation.fingerprint import anthropic, chat
from centspan.instrumentation.sections import MAX_MARKS


def sections(prompt, **more):
    found = chat({"messages": [{"role": "user", "content": prompt}], **more})
    return dict(entry.split(":") for entry in found.sections.split(","))


@pytest.fixture(autouse=True)
def _own_context(request):
    """Marks belong to a context: each test runs in one of its own."""
    from centspan.instrumentation import sections as module

    token = module._marks.set(())
    yield
    module._marks.reset(token)


def test_text_comes_back_as_the_same_object():
    """`section` returns what it was given, whatever that is."""
    text = "some text" * 2
    assert section("retrieved", text) is text
    assert section("empty", "") == ""
    assert section("none", None) is None


def test_a_marked_part_that_is_not_in_the_request_does_not_count():
    """Only what stands verbatim in the request has characters."""
    section("retrieved", "left out")
    section("changed", "Some Text")
    assert "retrieved" not in sections("nothing of it")
    assert "changed" not in sections("some text")


def test_a_marked_part_counts_wherever_it_stands():
    """In the user's turn, in the system prompt, in a part of the content."""
    text = section("retrieved", "Paris is a city. " * 40)
    assert sections(f"Use this: {text}")["retrieved"] == str(len(text))
    in_system = anthropic({"system": [{"type": "text", "text": text}], "messages": []})
    assert f"retrieved:{len(text)}" in in_system.sections


def test_parts_of_one_name_add_up_and_the_same_part_counts_once():
    """Three retrieved chunks are one section; marking one twice changes nothing."""
    chunks = [section("retrieved", f"chunk {n} " * 30) for n in (1, 2, 1)]
    assert sections(" ".join(chunks))["retrieved"] == str(len(chunks[0]) + len(chunks[1]))


def test_a_part_is_found_behind_another_with_the_same_beginning():
    """Documents that share their head are told apart by their end."""
    head = "HEAD " * 20
    first, second = section("a", head + "one"), section("b", head + "three")
    assert sections(f"{first}|{second}") == {
        "user": str(len(first) + len(second) + 1),
        "a": str(len(first)),
        "b": str(len(second)),
    }


def test_marks_are_bounded():
    """A loop that marks for ever keeps the last few."""
    texts = [section(f"s{n}", f"text number {n}.") for n in range(MAX_MARKS + 5)]
    found = sections(" ".join(texts))
    assert "s4" not in found
    assert f"s{MAX_MARKS + 4}" in found


def test_marks_do_not_leak_into_other_contexts():
    """Another task does not count what this one marked."""
    contextvars.copy_context().run(section, "retrieved", "some text")
    assert "retrieved" not in sections("some text")


def test_names_cannot_break_the_attribute_or_pass_for_ours():
    """Separators are replaced; `system` becomes `app_system`."""
    section("a:b,c", "first")
    section("system", "second")
    assert sections("first second") == {"user": "12", "a_b_c": "5", "app_system": "6"}

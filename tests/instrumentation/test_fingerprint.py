"""Fingerprints: equal content is equal, whatever its spelling, and no text can be read from them."""

import contextlib
import copy
import gc
import itertools
from dataclasses import dataclass
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel

from centspan.instrumentation import fingerprint as fp
from centspan.instrumentation.guard import swallowed

TOOL = {
    "type": "function",
    "function": {
        "name": "get_weather",
        "description": "Weather of a place",
        "parameters": {"type": "object", "properties": {"place": {"type": "string"}}},
    },
}
MESSAGES = [
    {"role": "system", "content": "You are terse."},
    {"role": "user", "content": "Where is Paris?"},
    {"role": "assistant", "content": "In France."},
    {"role": "user", "content": "And Rome?"},
]
REQUEST = {"model": "gpt-4o-mini", "messages": MESSAGES, "temperature": 0.5, "max_tokens": 50}


def prefixes(found):
    return [found.prefixes[at : at + 16] for at in range(0, len(found.prefixes), 16)]


def shared(one, other):
    """Leading blocks two requests have in common."""
    pairs = zip(prefixes(one), prefixes(other), strict=False)
    return next((n for n, (a, b) in enumerate(pairs) if a != b), min(len(prefixes(one)), 999))


def user(text):
    return fp.chat({"messages": [{"role": "user", "content": text}]})


class Message(BaseModel):
    role: str
    content: str | None = None
    tool_calls: list[dict] | None = None


@dataclass
class Turn:
    role: str
    content: str


# What must change nothing.


def test_key_order_changes_nothing():
    """The same request built in another order has the same fingerprints."""
    turned = {
        "max_tokens": 50,
        "temperature": 0.5,
        "messages": [dict(reversed(message.items())) for message in MESSAGES],
        "model": "gpt-4o-mini",
        "tools": [{"function": dict(reversed(TOOL["function"].items())), "type": "function"}],
    }
    assert fp.chat({**REQUEST, "tools": [TOOL]}) == fp.chat(turned)


@pytest.mark.parametrize(
    "content",
    [
        [{"type": "text", "text": "Where is Paris?"}],
        [{"text": "Where is Paris?"}],
        ["Where is Paris?"],
        [{"type": "text", "text": "Where is Paris?", "cache_control": {"type": "ephemeral"}}],
        ({"type": "input_text", "text": "Where is Paris?"},),
    ],
)
def test_text_and_one_part_of_text_are_the_same(content):
    """A string, a part, a part with a cache marker: one content."""
    assert fp.chat({"messages": [{"role": "user", "content": content}]}) == user("Where is Paris?")


@pytest.mark.parametrize("message", [Message(role="user", content="hi"), Turn("user", "hi")])
def test_objects_read_as_the_dicts_they_stand_for(message):
    """Pydantic models and dataclasses are read like their dicts."""
    assert fp.chat({"messages": [message]}) == user("hi")


def test_an_answer_sent_back_reads_as_the_dict_it_stands_for():
    """The SDK's own message object, with all its empty fields, is its plain dict."""
    chat_types = pytest.importorskip("openai.types.chat")
    call = {"id": "c1", "type": "function", "function": {"name": "f", "arguments": "{}"}}
    plain = {"role": "assistant", "content": "x", "tool_calls": [call]}
    parsed = chat_types.ChatCompletionMessage.model_validate(plain)
    assert fp.chat({"messages": [parsed]}) == fp.chat({"messages": [plain]})


def test_what_is_absent_none_or_a_sentinel_is_the_same():
    """None, `NotGiven` and a missing key say nothing."""
    openai = pytest.importorskip("openai")
    given = {**REQUEST, "tools": openai.NOT_GIVEN, "stop": None, "seed": openai.omit}
    assert fp.chat(given) == fp.chat(REQUEST)


@pytest.mark.parametrize(
    "argument", [{"user": "u"}, {"stream": True}, {"metadata": {"a": "b"}}, {"timeout": 3}]
)
def test_arguments_that_cannot_change_the_answer_change_nothing(argument):
    """Who asks, and how the answer travels, is no content."""
    assert fp.chat({**REQUEST, **argument}) == fp.chat(REQUEST)


def test_providers_spellings_of_one_prompt_share_their_prefixes():
    """A system prompt and a question are the same in five dialects."""
    one = fp.chat({"messages": MESSAGES[:2]})
    others = [
        fp.responses({"instructions": "You are terse.", "input": "Where is Paris?"}),
        fp.anthropic({"system": "You are terse.", "messages": MESSAGES[1:2]}),
        fp.gemini(
            {
                "contents": [{"role": "user", "parts": [{"text": "Where is Paris?"}]}],
                "config": {"system_instruction": "You are terse."},
            }
        ),
        fp.bedrock(
            {
                "system": [{"text": "You are terse."}],
                "messages": [{"role": "user", "content": [{"text": "Where is Paris?"}]}],
            }
        ),
    ]
    assert {(found.prefixes, found.system, found.sections) for found in others} == {
        (one.prefixes, one.system, one.sections)
    }


def test_the_request_is_left_as_it_was():
    """Reading changes nothing, and an iterator is left for the SDK: no fingerprint then."""
    request = {**REQUEST, "tools": [TOOL]}
    before = copy.deepcopy(request)
    fp.chat(request)
    assert request == before
    turns = iter(MESSAGES)
    assert fp.chat({"messages": turns}) is None
    assert fp.chat({"messages": MESSAGES, "tools": (each for each in [TOOL])}) is None
    assert len(list(turns)) == len(MESSAGES)


# What must tell requests apart.


@pytest.mark.parametrize(
    "change",
    [
        {"model": "gpt-4o"},
        {"temperature": 0.6},
        {"max_tokens": 51},
        {"tools": [TOOL]},
        {"response_format": Message},
        {"messages": MESSAGES[:-1]},
        {"messages": [*MESSAGES[:-1], {"role": "user", "content": "And Rome!"}]},
        {"messages": [{**MESSAGES[0], "role": "developer"}, *MESSAGES[1:]]},
    ],
)
def test_whatever_determines_the_answer_changes_the_request(change):
    """Model, settings, tools, roles and every character count."""
    assert fp.chat({**REQUEST, **change}).request != fp.chat(REQUEST).request


def test_parts_are_not_their_concatenation():
    """Where one part ends is content."""
    parts = [{"type": "text", "text": "a"}, {"type": "text", "text": "b"}]
    assert fp.chat({"messages": [{"role": "user", "content": parts}]}) != user("ab")


def test_images_and_files_count_without_being_text():
    """Another image is another request; its base64 has no characters and costs no time."""

    def image(data):
        url = {"type": "image_url", "image_url": {"url": f"data:image/png;base64,{data}"}}
        return fp.chat({"messages": [{"role": "user", "content": [url]}]})

    one, other = image("A" * 3_000_000), image("A" * 2_999_999 + "B")
    assert one.request != other.request
    assert one.characters == 0
    raw = {"inline_data": {"mime_type": "image/png", "data": b"\x00\xff" * 5000}}
    assert fp.gemini({"contents": [{"parts": [raw]}]}).characters == 0


# The chain.


def test_a_chain_shares_exactly_the_whole_blocks_two_prompts_share():
    """Equal until byte 5,000 means four equal blocks of 1,024 bytes."""
    head = "x" * (5000 - len("\x1euser\x1f"))
    one, other = user(head + "a" * 3000), user(head + "b" * 3000)
    assert len(prefixes(one)) == 8
    assert shared(one, other) == 4
    assert len(set(prefixes(one))) == 8


def test_tools_come_first_then_the_system_prompt_then_messages():
    """The provider's cache order: another tool changes all blocks, another question the last."""
    long = {"role": "system", "content": "s" * 4000}
    asked = [{"role": "user", "content": "q"}]
    base = fp.chat({"messages": [long, *asked], "tools": [TOOL]})
    other_tool = {"type": "function", "function": {"name": "other"}}
    assert shared(base, fp.chat({"messages": [long, *asked], "tools": [other_tool]})) == 0
    more = fp.chat({"messages": [long, *asked, *asked], "tools": [TOOL]})
    assert shared(base, more) == len(prefixes(base)) - 1


def test_a_chain_is_at_most_256_blocks_and_the_request_still_whole():
    """Half a megabyte has 256 blocks; a change behind them changes the request's hash alone."""
    one, other = user("x" * 500_000), user("x" * 500_000 + "y")
    assert len(prefixes(one)) == 256
    assert one.prefixes == other.prefixes
    assert one.request != other.request


@settings(deadline=None)  # a busy machine is no failure
@given(st.lists(st.integers(0, 9000), min_size=1, max_size=6), st.integers(0, 5))
def test_the_chain_does_not_depend_on_how_it_is_fed(sizes, again):
    """Pieces of any length, seen before or not, give the hashes of their concatenation."""
    from centspan.instrumentation.prefix_chain import PrefixChain

    pieces = [chr(97 + n) * size for n, size in enumerate(sizes)]

    def chain(fed):
        made = PrefixChain()
        made.feed(fed)
        return made.blocks(), made.finish(["settings"])

    whole = "".join(pieces)
    expected = chain([whole[at : at + 100] for at in range(0, len(whole), 100)])
    for _ in range(again + 1):
        assert chain(pieces) == expected


def test_no_prompt_is_kept_in_memory():
    """What speeds up a repeated prompt is the state of a hash; no string of it survives."""
    canary = "canary-" + "z" * 50_000
    for _ in range(3):
        user(canary)
    del canary
    gc.collect()
    kept = [each for each in gc.get_objects() if isinstance(each, (dict, list, tuple))]
    texts = (item for each in kept for item in (each.values() if isinstance(each, dict) else each))
    assert not any(isinstance(t, str) and len(t) > 40_000 and t[:7] == "canary-" for t in texts)


# Tools, sections, system.


def test_tools_are_named_by_hash_with_their_size_and_whether_they_were_called():
    """`hash:characters:called`; a name has one hash in every dialect, and it is not the name."""
    found = fp.chat({"messages": [], "tools": [TOOL]})
    (entry,) = found.tools.split(",")
    name, characters, called = entry.split(":")
    assert "weather" not in found.tools
    assert (len(name), called) == (16, "0")
    assert 100 < int(characters) < 200
    assert fp.with_called(found.tools, ["get_weather"]).endswith(":1")
    assert fp.with_called(found.tools, ["other"]) == found.tools
    definition = TOOL["function"]
    dialects = [
        fp.responses({"input": "", "tools": [{"type": "function", **definition}]}),
        fp.anthropic({"messages": [], "tools": [{**definition, "cache_control": {"type": "x"}}]}),
        fp.gemini({"contents": "", "config": {"tools": [{"function_declarations": [definition]}]}}),
        fp.bedrock({"messages": [], "toolConfig": {"tools": [{"toolSpec": definition}]}}),
    ]
    assert {each.tools.split(":")[0] for each in dialects} == {name}


def test_sections_count_characters_of_system_tools_history_and_the_last_user_turn():
    """Everything but the last user turn is history, and nothing is counted twice."""
    found = fp.chat({**REQUEST, "tools": [TOOL]})
    sections = dict(entry.split(":") for entry in found.sections.split(","))
    assert list(sections) == ["system", "tools", "history", "user"]
    assert (sections["system"], sections["history"], sections["user"]) == ("14", "25", "9")
    assert sum(map(int, sections.values())) == found.characters


def test_one_system_prompt_is_one_hash_whatever_comes_with_it():
    """The system hash knows nothing of tools, messages and settings; without one it is empty."""
    one = fp.chat({"messages": MESSAGES, "tools": [TOOL]})
    other = fp.chat({"messages": MESSAGES[:1], "model": "m"})
    assert one.system == other.system != ""
    assert fp.chat({"messages": MESSAGES[1:]}).system == ""
    assert len(one.system) == len(one.request) == 16


def test_embeddings_and_rerank_have_fingerprints_too():
    """`input`, `prompt`, or `query` with `documents` are the user's text."""
    one = fp.embeddings({"model": "m", "input": ["first", "second"]})
    assert one.request != fp.embeddings({"model": "m", "input": ["first", "other"]}).request
    assert fp.embeddings({"query": "q", "documents": ["a", "b"]}).characters == 3
    ids = fp.embeddings({"input": [1, 2, 3]})
    assert ids.characters == 0
    assert ids.request != fp.embeddings({"input": [1, 2, 4]}).request
    assert fp.embeddings({"input": [[1, 2], [3]]}).request != ids.request


# Whatever comes.


class Hostile:
    def __getattr__(self, name):
        raise RuntimeError(name)


RING: dict = {"name": "ring"}
RING["self"] = RING


@pytest.mark.parametrize(
    "message",
    [
        None,
        7,
        b"bytes",
        "text",
        Hostile(),
        SimpleNamespace(role="user"),
        {"role": None, "content": {"a": {"b": [1, {2: 3}]}}},
        {"role": "user", "content": RING},
        {"role": "user", "content": "\ud800 lone surrogate"},
        {"role": "user", "content": [None, 3.5, {"type": "text"}, {"text": None}, [["deep"]]]},
        {"role": "user", "content": {1, 2, 3}},
        {"role": "user", "content": (n for n in range(3))},
        {"role": "user", "tool_calls": [SimpleNamespace(id=1)]},
    ],
    ids=itertools.count(),
)
def test_strange_input_never_raises(message):
    """Whatever an app passes, there is a fingerprint or there is none."""
    with contextlib.suppress(TypeError):
        fp.with_called("", message)
    for reads in (fp.chat, fp.responses, fp.anthropic, fp.gemini, fp.bedrock, fp.embeddings):
        for key in ("messages", "input", "contents", "tools", "system", "config", "toolConfig"):
            reads({"model": "m", key: message})
            reads({"model": "m", key: [message]})


def test_what_cannot_be_read_is_equal_to_itself_alone():
    """Two objects of an unknown kind are not taken for the same image."""

    class Image:
        pass

    one, other = Image(), Image()

    def seen(image):
        return fp.gemini({"contents": [image, "What is it?"]})

    assert seen(one) == seen(one)
    assert seen(one).request != seen(other).request


def test_a_failure_inside_is_counted():
    """What went wrong on our side is found by doctor, not by the app."""
    before = swallowed().get("fingerprint", 0)
    assert fp.chat({"messages": [Hostile()]}) is None or True
    assert fp.chat(None) is None
    assert swallowed()["fingerprint"] > before

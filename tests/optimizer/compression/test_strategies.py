"""Each way to make prompts shorter, what it leaves alone first."""

import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from centspan.optimizer.compression.distil import Distil
from centspan.optimizer.compression.examples import Examples, examples
from centspan.optimizer.compression.history import Extractive, History
from centspan.optimizer.compression.judge import FactsKept
from centspan.optimizer.compression.measure import Tokens, measured
from centspan.optimizer.compression.prompt import Piece, from_kept, from_text
from centspan.optimizer.compression.rewrite import Rewrite, Written
from centspan.optimizer.compression.strategies import STRATEGIES
from centspan.optimizer.compression.units import key, paragraphs, sentences

POLICY = "Refunds above $50 need the approval of a manager."


def asked(text, *before):
    return (*before, Piece("user", "user", text))


def system(text):
    return Piece("system", "system", text)


@pytest.mark.parametrize("strategy", STRATEGIES, ids=lambda each: each.id)
@pytest.mark.parametrize(
    "text",
    [
        "What is the state of order 17?",
        "Dose 1.5 mg, not 15 mg.\nDose 15 mg, not 1.5 mg.",
        "```\nx = [1, 2]\nx = [1, 2]\n```\n\nWhy twice?",
        "Input: a\nOutput: b\nInput: c",
    ],
)
def test_what_says_each_thing_once_stays_as_it_is(strategy, text):
    """A prompt without repetition, tables or a long history stays as it is, whatever the strategy."""
    assert strategy.compress(asked(text)) == asked(text)


@given(st.text(alphabet="ab1. \n!`{", max_size=60))
def test_a_text_taken_apart_is_whole_together(text):
    """Paragraphs and sentences with the blanks behind them are the text, nothing lost and nothing made up."""
    assert "".join(body + gap for body, gap in paragraphs(text)) == text
    assert "".join(body + gap for body, gap in sentences(text)) == text


@given(st.lists(st.sampled_from([POLICY, "Always answer in French, please.", "Yes.", "Be 12 %."])))
def test_every_sentence_is_still_said(said):
    """Whatever is said twice is still said once after distilling, and distilling again changes nothing."""
    prompt = (system("\n".join(said)), system(" ".join(said)), *asked("Why?"))
    once = Distil().compress(prompt)
    told = {key(body) for piece in once for body, _ in sentences(piece.text)}
    assert {key(each) for each in said} <= told
    assert Distil().compress(once) == once


def test_the_first_of_equal_paragraphs_stays_and_the_question_too():
    """What the system prompt has said is left out of history and question, but the last paragraph, which is the question, stays."""
    prompt = asked(
        f"{POLICY}\n\n{POLICY}", system(POLICY), Piece("history", "user", f"{POLICY} Is it so?")
    )
    kept = Distil().compress(prompt)
    assert [piece.text for piece in kept] == [POLICY, "Is it so?", POLICY]


PAIRS = """Classify the message.

Input: I love this phone
Output: positive
Input: I love this phone a lot
Output: positive
Input: The screen broke after a day
Output: negative
Input: When does the shop open?
Output: neutral

Input: {text}
"""


def test_of_examples_that_show_the_same_the_first_stays():
    """The later one of the two nearest examples goes first; unlike ones, and what is around them, stay."""
    (piece,) = Examples().compress(asked(PAIRS))
    assert "a lot" not in piece.text
    assert piece.text == PAIRS.replace("Input: I love this phone a lot\nOutput: positive\n", "")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("<example>one</example>\n<example>two</example>\nNow you.", ["one", "two"]),
        ("## Example 1\none\n## Example 2\ntwo\n## Example 3\nthree, and now you", ["one", "two"]),
        ("Q: one\nA: 1\n\nQ: two\nA: 2\nstill 2\n\nQ: three", ["one", "two"]),
        ("Example 1 is good.", []),
    ],
)
def test_examples_are_told_by_their_form(text, found):
    """Tags, headings and pairs are examples; the last one under a heading may be more than that, and a question is none."""
    spans = [text[start:end] for start, end in examples(text)]
    assert len(spans) == len(found)
    assert all(each in span for each, span in zip(found, spans, strict=True))


def conversation(turns):
    said = []
    for n in range(turns):
        said.append(
            Piece("history", "user", f"Order {n} for Acme Nord of {n} May: where is it now?")
        )
        said.append(
            Piece("history", "assistant", f"Order {n} left Oslo, as far as I can see here.")
        )
    return asked("And the last one?", system("Be brief."), *said)


def test_a_long_history_is_told_in_short():
    """Older messages become a summary of sentences that were said, at most a third as long; the last four stay."""
    prompt = conversation(12)
    kept = History().compress(prompt)
    assert kept[0] == prompt[0]
    assert kept[-5:] == prompt[-5:]
    (summary,) = kept[1:-5]
    older = "\n".join(piece.text for piece in prompt[1:-5])
    assert len(summary.text) < len(older) / 2
    assert all(line.split(": ", 1)[1] in older for line in summary.text.splitlines()[1:])


def test_another_summarizer_may_tell_the_history():
    """A team's own summarizer is asked with the older messages; where its summary is not shorter the history stays."""

    class Own:
        def __init__(self, told):
            self.told = told

        def summarize(self, said, characters):
            return self.told

    short = History(summarizer=Own("All is well.")).compress(conversation(12))
    assert short[1].text.endswith("All is well.")
    long = History(summarizer=Own("x" * 9999)).compress(conversation(12))
    assert long == conversation(12)
    assert Extractive().summarize((), 100) == ""


class Shortens:
    """A model that answers with the first words, or with too much."""

    def __init__(self, words=5):
        self.words, self.asked = words, []

    def write(self, instruction, text):
        self.asked.append(text)
        return Written(" ".join(text.split()[: self.words]), 100, 10)


def test_a_model_rewrites_each_piece_once():
    """A long piece is sent to the model once however many prompts have it, its tokens are counted, and the tools are not sent."""
    writer = Shortens()
    long = system("Answer as a lawyer of the firm would do. " * 10)
    strategy = Rewrite(writer)
    prompt = (Piece("tools", "tools", "x" * 500), long, *asked("Why?"))
    kept = [strategy.compress(prompt) for _ in range(3)]
    assert (len(writer.asked), strategy.tokens) == (1, (100, 10))
    assert kept[0][1].text == "Answer as a lawyer of"
    assert kept[0][2:] == prompt[2:]


def test_an_answer_that_is_not_shorter_is_not_taken():
    """Where the model answers with nothing or more than it was given, the piece stays."""
    prompt = (system("Answer as a lawyer of the firm would do. " * 10),)
    assert Rewrite(Shortens(0)).compress(prompt) == prompt


def test_tokens_and_what_is_left_are_told_of_each_and_of_all():
    """The matrix has each strategy and all of them one after the other, tokens by section, and 1 for what is lossless."""
    table = json.dumps([{"order": n, "state": "open"} for n in range(9)], indent=2)
    prompt = asked(f"{table}\n\n{POLICY}\n\nWhy?", system(POLICY))
    found = {each.strategy: each for each in measured(prompt, STRATEGIES, Tokens("gpt-4o"))}
    assert list(found) == ["schema", "distil", "few_shot", "history", "all"]
    assert found["schema"].quality == 1
    assert found["schema"].lossless
    assert not found["all"].lossless
    assert found["all"].saved > max(found["schema"].saved, found["distil"].saved) > 0
    assert found["distil"].tokens_after["system"] == found["distil"].tokens_before["system"]


def test_the_judge_misses_what_is_gone():
    """A figure and a prohibition that are no longer there count against a shorter prompt; other words do not."""
    before = asked(f"{POLICY} Never call Mrs Jane Doe.")
    assert FactsKept().quality(before, before) == 1
    assert FactsKept().quality(before, asked("Never call Mrs Jane Doe, please. $50")) == 1
    assert FactsKept().quality(before, asked("Refunds.")) == 0
    assert FactsKept().quality(asked("be nice"), asked("")) == Decimal(1)


@pytest.mark.parametrize(
    "said",
    [
        '[{"role":"user","parts":[{"type":"text","content":"hi"}]}]',
        '[{"role":"user","content":"hi"}]',
        '[{"role":"user","content":[{"type":"text","text":"hi"},{"type":"image","data":"x"}]}]',
        '[{"role":"user","parts":[{"text":"hi"}]}]',
        "hi",
    ],
)
def test_messages_are_read_however_they_are_spelled(said):
    """OpenTelemetry's, OpenAI's, Anthropic's and Gemini's messages, and plain text, give the same pieces."""
    assert from_kept('[{"type":"text","content":"Be brief."}]', said) == asked(
        "hi", system("Be brief.")
    )


def test_a_request_is_read_with_its_tools_and_its_last_question():
    """Of a request as JSON the tools stand first, the last message of the user is what is asked, and those before are history."""
    request = {
        "tools": [{"type": "function", "function": {"name": "f", "parameters": {}}}],
        "messages": [
            {"role": "system", "content": "Be brief."},
            {"role": "user", "content": "one"},
            {"role": "assistant", "content": None, "tool_calls": [{}]},
            {"role": "tool", "content": "two"},
            {"role": "user", "content": "three"},
        ],
    }
    found = from_text(json.dumps(request))
    assert [(piece.section, piece.text) for piece in found[1:]] == [
        ("system", "Be brief."),
        ("history", "one"),
        ("history", "two"),
        ("user", "three"),
    ]
    assert found[0].section == "tools"

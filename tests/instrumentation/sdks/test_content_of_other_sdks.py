"""Where the app allows it, prompts of the other SDKs are kept as well."""

import json
from collections.abc import Callable
from typing import Any

import pytest

pytestmark = [
    pytest.mark.usefixtures("allowed"),
    pytest.mark.filterwarnings(
        "ignore::ResourceWarning",  # these SDKs leave their connections to the collector
        "ignore::pytest.PytestUnraisableExceptionWarning",
    ),
]
QUESTION = "What is the capital of France?"
ASK = {
    "model": "m",
    "messages": [{"role": "system", "content": "Be brief."}, {"role": "user", "content": QUESTION}],
}
BRIEF = {"type": "text", "content": "Be brief."}
ASKED = {"role": "user", "parts": [{"type": "text", "content": QUESTION}]}


def groq(instrumented: Any, url: str) -> None:
    with instrumented("groq").Groq(base_url=url, api_key="k") as client:
        client.chat.completions.create(**ASK)


def mistral(instrumented: Any, url: str) -> None:
    instrumented("mistralai.client.chat")
    with instrumented("mistralai.client").Mistral(api_key="k", server_url=url) as client:
        client.chat.complete(**ASK)


def cohere(instrumented: Any, url: str) -> None:
    instrumented("cohere.v2.client")
    instrumented("cohere").ClientV2(api_key="k", base_url=url).chat(**ASK)


def ollama(instrumented: Any, url: str) -> None:
    instrumented("ollama").Client(host=url).chat(**ASK)


@pytest.mark.parametrize("call", [groq, mistral, cohere, ollama])
def test_chats_of_other_sdks_carry_what_was_asked(
    instrumented: Any, fake_llm: Any, spans: Any, call: Callable[..., None]
) -> None:
    """Instructions among the messages stay there, as the app wrote them."""
    call(instrumented, fake_llm.url)
    kept = spans.one().attributes
    instructed = {"role": "system", "parts": [BRIEF]}
    assert json.loads(kept["gen_ai.input.messages"]) == [instructed, ASKED]
    assert "gen_ai.system_instructions" not in kept


def test_geminis_contents_carry_what_was_asked(
    instrumented: Any, fake_llm: Any, spans: Any
) -> None:
    """A config's instruction stands apart; contents may be text, dictionaries or the SDK's own types."""
    instrumented("google.genai.models")
    genai = instrumented("google.genai")
    types = genai.types
    client = genai.Client(api_key="k", http_options={"base_url": fake_llm.url})
    for contents in (
        QUESTION,
        [{"role": "user", "parts": [{"text": QUESTION}]}],
        types.Content(role="user", parts=[types.Part(text=QUESTION)]),
    ):
        config = types.GenerateContentConfig(system_instruction="Be brief.")
        client.models.generate_content(model="gemini-test", contents=contents, config=config)
    client.close()
    for span in spans.all(3):
        assert json.loads(span.attributes["gen_ai.system_instructions"]) == [BRIEF]
        assert json.loads(span.attributes["gen_ai.input.messages"]) == [ASKED]

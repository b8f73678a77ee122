"""Bedrock through boto3: what an app does with it."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import SimpleNamespace
from typing import Any

from fake_llm.server import FakeLLM

from matrix import truth
from matrix.case import GAVE_UP, LIMITED, RETRIED, TOOLS, Case, Column

CONVERSE: dict[str, Any] = {
    "modelId": truth.BEDROCK_CLAUDE.name,
    "messages": [{"role": "user", "content": [{"text": "What is the capital of France?"}]}],
}
INVOKE: dict[str, Any] = {
    "modelId": truth.BEDROCK_CLAUDE.name,
    "body": '{"max_tokens": 5, "messages": [{"role": "user", "content": "hi"}]}',
}


@contextmanager
def bedrock(boto3: Any, fake: FakeLLM) -> Iterator[Any]:
    session = boto3.Session(aws_access_key_id="a", aws_secret_access_key="b")
    config = boto3.session.Config(retries={"total_max_attempts": 1})
    place: tuple[str, str] = ("bedrock-runtime", "us-east-1")
    client = session.client(*place, endpoint_url=fake.url)
    once = session.client(*place, endpoint_url=fake.url, config=config)
    yield SimpleNamespace(client=client, once=once)
    client.close()
    once.close()


def bedrock_limited(app: Any) -> None:
    with suppress(app.once.exceptions.ThrottlingException):
        app.once.converse(**CONVERSE)


def bedrock_abandoned(app: Any) -> None:
    stream = app.client.converse_stream(**CONVERSE)["stream"]
    for event in stream:
        if "contentBlockDelta" in event:
            break
    stream.close()


def invoked_stream(app: Any) -> None:
    list(app.client.invoke_model_with_response_stream(**INVOKE)["body"])


BEDROCK = Column(
    "boto3",
    "boto3",
    truth.BEDROCK_CLAUDE,
    truth.converse,
    bedrock,
    (
        Case("chat", lambda app: app.client.converse(**CONVERSE)),
        Case("chat, tools", lambda app: app.client.converse(**CONVERSE), plans=TOOLS),
        Case("stream", lambda app: list(app.client.converse_stream(**CONVERSE)["stream"])),
        Case(
            "chat by `invoke_model`", lambda app: app.client.invoke_model(**INVOKE)["body"].read()
        ),
        Case("stream by `invoke_model`", invoked_stream, reads=truth.anthropic),
        Case("stream abandoned", bedrock_abandoned, GAVE_UP),
        Case("error 429", bedrock_limited, "error 429", LIMITED),
        Case(
            "429, 429, 200",
            lambda app: app.client.converse(**CONVERSE),
            "exact, $, 3 attempts",
            RETRIED,
            once=True,
        ),
    ),
    title="boto3 (Bedrock)",
)

"""Small apps for traces: one call seen twice, agents over their calls, calls that look alike."""

import json
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from record import apps, emitting
from record.emitting import LLM, case, facts, failing

SAME = {"input": 4000, "cached": 1000, "output": 300, "reasoning": 100}


def ask_openai(client: Any) -> None:
    """One call each: whole, streamed, failed; and two that look alike."""
    facts.update(provider="openai")
    asked: Any = {"model": apps.GPT, "messages": apps.ASK}
    with case("chat"):
        client.chat.completions.create(**asked)
    with case("stream"):
        options = {"stream": True, "stream_options": {"include_usage": True}}
        list(client.chat.completions.create(**asked, **options))
    with case("error", {"status": 429}), failing():
        client.chat.completions.create(**asked)
    alike(lambda: client.chat.completions.create(**asked))


def alike(ask: Any) -> None:
    """Two real calls with the same question and the same counts: after one another, and at once."""
    with case("two alike", SAME, SAME):
        ask()
        ask()
    slow = SAME | {"delay": 0.2}
    with case("two alike at once", slow, slow), ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(ask) for _ in range(2)]:
            done.result()


def ask_langchain(chat: Any, provider: str) -> None:
    """The same through LangChain."""
    facts.update(provider=provider)
    with case("invoke"):
        chat.invoke("What is it?")
    with case("stream", {"delta_repeats": True}):
        list(chat.stream("What is it?"))
    alike(lambda: chat.invoke("What is it?"))


def ask_anthropic(client: Any) -> None:
    """Messages: whole and streamed."""
    facts.update(provider="anthropic")
    asked: Any = {"model": apps.CLAUDE, "max_tokens": 100, "messages": apps.ASK}
    with case("messages"):
        client.messages.create(**asked)
    with case("stream", {"delta_repeats": True}):
        list(client.messages.create(**asked, stream=True))
    alike(lambda: client.messages.create(**asked))


def run_agent(model: Any) -> None:
    """An agent of LangGraph that calls a tool between two calls of the model."""
    from langchain.agents import create_agent
    from langchain_core.tools import tool

    @tool
    def get_weather() -> str:
        """Tell the weather."""
        return "sunny"

    agent = create_agent(model, [get_weather])
    facts.update(provider="openai")
    with case("agent", apps.CALLED, {}):
        agent.invoke({"messages": apps.ASK})


def behind_gateway(client_of: Any) -> None:
    """An app asks a gateway, which asks the provider: two services, one call."""
    import litellm

    class Gateway(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            answer = litellm.completion(
                model=f"anthropic/{apps.CLAUDE}",
                api_base=LLM,
                api_key="k",
                messages=asked["messages"],
            )
            body = answer.model_dump_json().encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Gateway)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    client = client_of(f"http://127.0.0.1:{server.server_address[1]}/v1")
    facts.update(provider="anthropic")
    with case("through a gateway"):
        client.chat.completions.create(model=apps.CLAUDE, messages=apps.ASK)
        time.sleep(0.7)  # the gateway's spans are sent by a thread of their own
    server.shutdown()


def provider_named(service: str) -> Any:
    """A further tracer provider, of another service."""
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider

    made = TracerProvider(resource=Resource({"service.name": service}))
    made.add_span_processor(emitting.processor())
    return made

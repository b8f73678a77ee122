"""The apps on frameworks, and those under two instrumentations, by name."""

import importlib
import json
import time
import urllib.request
from typing import Any

from record import apps, doubled
from record.emitting import LLM, case, facts, failing


def run_llama_index() -> None:
    """LlamaIndex' OpenAI model."""
    from llama_index.core.llms import ChatMessage
    from llama_index.llms.openai import OpenAI

    facts.update(provider="openai")
    llm = OpenAI(model=apps.GPT, api_base=f"{LLM}/v1", api_key="k", max_retries=0)
    said = [ChatMessage(role="user", content="What is it?")]
    with case("llama-index chat"):
        llm.chat(said)
    with case("llama-index chat, stream"):
        list(llm.stream_chat(said, stream_options={"include_usage": True}))


def run_litellm() -> None:
    """LiteLLM to OpenAI and to Anthropic."""
    litellm: Any = importlib.import_module("litellm")
    to = {
        "openai": {"model": f"openai/{apps.GPT}", "api_base": f"{LLM}/v1"},
        "anthropic": {"model": f"anthropic/{apps.CLAUDE}", "api_base": LLM},
    }
    for provider, target in to.items():
        facts.update(provider=provider)
        asked: Any = {**target, "api_key": "k", "messages": apps.ASK, "num_retries": 0}
        with case(f"litellm to {provider}"):
            litellm.completion(**asked)
            time.sleep(0.5)  # it logs in a thread of its own
        with case(f"litellm to {provider}, stream"):
            list(litellm.completion(**asked, stream=True, stream_options={"include_usage": True}))
            time.sleep(0.5)
        with case(f"litellm to {provider}, error", {"status": 429}), failing():
            try:
                litellm.completion(**asked)
            finally:
                time.sleep(0.5)


def run_langfuse_openai() -> None:
    """Langfuse's drop-in client."""
    from langfuse.openai import OpenAI

    facts.update(provider="openai")
    apps.openai(OpenAI(base_url=f"{LLM}/v1", api_key="k", max_retries=0))


def run_langfuse_observe() -> None:
    """Langfuse's decorator over its drop-in client, and a generation written by hand."""
    from langfuse import get_client, observe
    from langfuse.openai import OpenAI

    client = OpenAI(base_url=f"{LLM}/v1", api_key="k", max_retries=0)

    @observe()
    def answer() -> None:
        client.chat.completions.create(model=apps.GPT, messages=apps.ASK)

    facts.update(provider="openai")
    with case("observed chat"):
        answer()

    plain = apps.new_openai()

    @observe(as_type="generation")
    def by_hand() -> None:
        told = plain.with_options(max_retries=0)
        usage = _unpatched(told)
        get_client().update_current_generation(
            model=usage.model,
            usage_details={
                "input": usage.usage.prompt_tokens
                - usage.usage.prompt_tokens_details.cached_tokens,
                "input_cached_tokens": usage.usage.prompt_tokens_details.cached_tokens,
                "output": usage.usage.completion_tokens
                - usage.usage.completion_tokens_details.reasoning_tokens,
                "output_reasoning_tokens": usage.usage.completion_tokens_details.reasoning_tokens,
            },
            cost_details={"input": 0.001, "output": 0.002, "total": 0.003},
        )

    with case("generation by hand"):
        by_hand()


def _unpatched(client: Any) -> Any:
    """Ask over plain HTTP, so that the drop-in client makes no span of it."""
    body = json.dumps({"model": apps.GPT, "messages": apps.ASK}).encode()
    request = urllib.request.Request(f"{LLM}/v1/chat/completions", body)
    with urllib.request.urlopen(request) as answer:
        from openai.types.chat import ChatCompletion

        return ChatCompletion.model_validate(json.load(answer))


def run_langfuse_langchain() -> None:
    """Langfuse's callback under a LangChain model."""
    from langfuse.langchain import CallbackHandler

    chat = apps.new_langchain_openai().with_config(callbacks=[CallbackHandler()])
    facts.update(provider="openai")
    with case("langchain openai, invoke"):
        chat.invoke("What is the capital of France?")
    with case("langchain openai, stream"):
        list(chat.stream("What is the capital of France?"))


def run_pydantic_ai() -> None:
    """Pydantic AI: one request, two with a tool between them, a stream."""
    import asyncio

    from anthropic import AsyncAnthropic
    from openai import AsyncOpenAI
    from pydantic_ai import Agent
    from pydantic_ai.models.anthropic import AnthropicModel
    from pydantic_ai.models.openai import OpenAIChatModel
    from pydantic_ai.providers.anthropic import AnthropicProvider
    from pydantic_ai.providers.openai import OpenAIProvider

    gpt = OpenAIChatModel(
        apps.GPT,
        provider=OpenAIProvider(
            openai_client=AsyncOpenAI(base_url=f"{LLM}/v1", api_key="k", max_retries=0)
        ),
    )
    claude = AnthropicModel(
        apps.CLAUDE,
        provider=AnthropicProvider(
            anthropic_client=AsyncAnthropic(base_url=LLM, api_key="k", max_retries=0)
        ),
    )
    for provider, model in (("openai", gpt), ("anthropic", claude)):
        facts.update(provider=provider)
        agent = Agent(model)

        @agent.tool_plain
        def get_weather() -> str:
            return "sunny"

        async def streamed(agent: Any = agent) -> None:
            async with agent.run_stream("What is it?") as result:
                async for _ in result.stream_text():
                    pass

        async def whole(agent: Any = agent) -> None:
            await agent.run("What is it?")

        async def all_cases(provider: str = provider) -> None:
            with case(f"agent on {provider}"):
                await whole()
            with case(f"agent on {provider}, tool", apps.CALLED, {}):
                await whole()
            if provider == "anthropic":  # OpenAI's chat reports none
                with case(f"agent on {provider}, web search", {"web_searches": 3}):
                    await whole()
            with case(f"agent on {provider}, stream", {"delta_repeats": True}):
                await streamed()

        asyncio.run(all_cases())


def run_twice_openai() -> None:
    doubled.ask_openai(apps.new_openai())


def run_twice_langfuse() -> None:
    from langfuse.openai import OpenAI

    doubled.ask_openai(OpenAI(base_url=f"{LLM}/v1", api_key="k", max_retries=0))


def run_twice_langchain() -> None:
    doubled.ask_langchain(apps.new_langchain_openai(), "openai")


def run_twice_langchain_anthropic() -> None:
    doubled.ask_langchain(apps.new_langchain_anthropic(), "anthropic")


def run_twice_anthropic() -> None:
    doubled.ask_anthropic(apps.new_anthropic())


def run_agent() -> None:
    doubled.run_agent(apps.new_langchain_openai())


def run_gateway() -> None:
    from openai import OpenAI
    from opentelemetry.instrumentation.genai.openai import OpenAIInstrumentor

    OpenAIInstrumentor().instrument(tracer_provider=doubled.provider_named("client"))
    doubled.behind_gateway(lambda url: OpenAI(base_url=url, api_key="k", max_retries=0))

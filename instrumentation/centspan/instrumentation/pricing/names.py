"""What providers and models are called: by spans, by SDKs, and by the price source.

Read by the client's price list and by the store's price resolver.
"""

import re
from functools import lru_cache
from typing import Final

PROVIDERS: Final[dict[str, str]] = {
    "az.ai.inference": "azure",
    "az.ai.openai": "azure",
    "azure.ai.inference": "azure",
    "azure.ai.openai": "azure",
    "azure_ai": "azure",
    "azure_openai": "azure",
    "amazon_bedrock": "aws",
    "aws.bedrock": "aws",
    "aws_bedrock": "aws",
    "bedrock": "aws",
    "bedrock_converse": "aws",
    "gcp.gemini": "google",
    "gcp.gen_ai": "google",
    "gcp.vertex_ai": "google",
    "gemini": "google",
    "google_genai": "google",
    "google_vertexai": "google",
    "vertex_ai": "google",
    "vertexai": "google",
    "fireworks_ai": "fireworks",
    "mistral_ai": "mistral",
    "mistralai": "mistral",
    "moonshot": "moonshotai",
    "moonshot_ai": "moonshotai",
    "open_router": "openrouter",
    "perplexity_ai": "perplexity",
    "together_ai": "together",
    "voyage": "voyageai",
    "voyage_ai": "voyageai",
    "x_ai": "x-ai",
    "xai": "x-ai",
    "z_ai": "zai",
}
"""`gen_ai.provider.name` and its older spellings → id in genai-prices, where they differ."""

CLOSED: Final = ("anthropic", "openai", "google", "x-ai", "cohere")
"""Makers whose models run nowhere without being billed by or like them."""
PREFIXED: Final = ("", "litellm")
"""Providers whose model names tell the provider that serves them."""

RENAMED: Final[dict[tuple[str, str], str]] = {
    ("deepseek", "deepseek-chat"): "deepseek-v4-flash",
    ("deepseek", "deepseek-reasoner"): "deepseek-v4-flash",
    ("mistral", "mistral-large-latest"): "mistral-large-2512",
}
"""Names that mean another model by now than the price source thinks, for the app's own figure; the
store's corrections say since when."""

_BEDROCK: Final = re.compile(
    r"^(?:arn:aws[\w-]*:bedrock:|(?:(?:us|us-gov|eu|apac|jp|au|ca|global)\.)?"
    r"(?:ai21|amazon|anthropic|cohere|deepseek|google|meta|mistral|moonshotai|nvidia|openai|qwen|writer|zai)"
    r"\.[a-z])"
)
"""Names that only Amazon Bedrock gives: its own numbers of resources, and `maker.model`."""
_REGION: Final = re.compile(r"^(?:us|us-gov|eu|apac|jp|au|ca|global)\.(?=[a-z])")
_MARKS: Final = re.compile(r"(?:-v\d+)?:\d+(?::\d+k)?$|-latest$")
_VERSION: Final = re.compile(r"(?:-v\d+)?:\d+(?::\d+k)?$")
_DATE: Final = re.compile(r"[-@]20\d{2}(?:-\d{2}-\d{2}|\d{4})(?=$|-v\d|:)")


def provider_id(name: str) -> str:
    """Return the price source's id of a provider, in whatever spelling spans name it."""
    plain = name.strip().lower()
    return PROVIDERS.get(plain) or PROVIDERS.get(plain.replace("-", "_"), plain)


def told_provider(model: str) -> tuple[str, str]:
    """Return the id of the provider that a model's name tells ('' for none), and the rest of the name."""
    if _BEDROCK.match(model.lower()):
        return "aws", model
    prefix, slash, rest = model.partition("/")
    return (provider_id(prefix), rest) if slash else ("", model)


@lru_cache(maxsize=1024)
def candidate_names(model: str) -> tuple[str, ...]:
    """Return a model's name and its variants, in the order to look them up.

    First as it is; then without paths (`models/…`, `publishers/…/models/…`, `openai/…`, an ARN);
    then without a Bedrock region, version marks (`-v1:0`, `-latest`) and a date.
    """
    return _shortened(model, (_REGION, _MARKS, _DATE))


def undecorated_names(model: str) -> tuple[str, ...]:
    """Return a model's name as it is and without path, region and version marks, its date kept."""
    return _shortened(model, (_REGION, _VERSION))


def _shortened(model: str, marks: tuple[re.Pattern[str], ...]) -> tuple[str, ...]:
    names = [model, model.rpartition("/")[2]]
    for each in marks:
        names += [each.sub("", name) for name in names]
    return tuple(dict.fromkeys(name for name in names if name))

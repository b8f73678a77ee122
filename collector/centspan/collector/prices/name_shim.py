"""Provider aliases and name variants, until the client's own table (`pricing/names.py`) replaces them."""

import re
from typing import Final

ALIASES: Final = {
    "azure.ai.openai": "azure",
    "azure.ai.inference": "azure",
    "aws.bedrock": "aws",
    "gcp.gemini": "google",
    "gcp.gen_ai": "google",
    "gcp.vertex_ai": "google",
    "mistral_ai": "mistral",
    "x_ai": "x-ai",
}


def provider_id(name: str) -> str:
    """Return the price source's id of a provider as spans name it."""
    return ALIASES.get(name, name)


def candidate_names(model: str) -> tuple[str, ...]:
    """Return the model's name and its variants, in the order to try."""
    short = model.rpartition("/")[2]
    undated = [re.sub(r"[-@]20\d{2}-?\d{2}-?\d{2}.*$", "", name) for name in (model, short)]
    return tuple(dict.fromkeys((model, short, *undated)))

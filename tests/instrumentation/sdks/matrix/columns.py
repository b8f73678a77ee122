"""Every SDK of the matrix, and in which generations it is measured."""

from matrix.anthropic_column import ANTHROPIC
from matrix.bedrock_column import BEDROCK
from matrix.case import Column
from matrix.cohere_column import COHERE
from matrix.foreign_columns import FOREIGN
from matrix.framework_columns import AGENTS, LLAMA_INDEX
from matrix.google_column import GOOGLE
from matrix.groq_column import GROQ
from matrix.langchain_columns import LANGCHAIN_ANTHROPIC, LANGCHAIN_OPENAI
from matrix.litellm_columns import TO_ANTHROPIC, TO_OPENAI
from matrix.mistral_column import MISTRAL, MISTRAL_1
from matrix.ollama_column import OLLAMA
from matrix.openai_column import OPENAI

GENERATIONS: dict[str, tuple[Column, ...]] = {
    "newest": (
        OPENAI,
        ANTHROPIC,
        GOOGLE,
        BEDROCK,
        MISTRAL,
        COHERE,
        GROQ,
        OLLAMA,
        LANGCHAIN_OPENAI,
        LANGCHAIN_ANTHROPIC,
        AGENTS,
    ),
    "previous": (
        OPENAI,
        ANTHROPIC,
        GOOGLE,
        COHERE,
        TO_OPENAI,
        TO_ANTHROPIC,
        LLAMA_INDEX,
        *FOREIGN,
    ),
    "oldest": (OPENAI, ANTHROPIC, GOOGLE, MISTRAL_1, COHERE, GROQ, OLLAMA, LANGCHAIN_OPENAI),
}
"""Generation → columns; `newest` is this project's own environment."""

"""LLM-powered compression: a model says the same in fewer tokens, and what that costs is counted."""

from dataclasses import dataclass, field, replace
from typing import Any, Final, Protocol

from centspan.instrumentation.errors import CentspanError
from centspan.optimizer.compression.prompt import Piece, Prompt

INSTRUCTION: Final = (
    "Rewrite the text in as few tokens as you can. Keep every instruction, condition, figure, name, identifier, "
    "placeholder and output format. Answer with the rewritten text alone."
)


@dataclass(frozen=True, slots=True)
class Written:
    """What a model wrote, and the tokens that it took."""

    text: str
    input_tokens: int
    output_tokens: int


class Writer(Protocol):
    """A model that writes."""

    def write(self, instruction: str, text: str) -> Written:
        """Carry out the instruction on a text."""
        ...


@dataclass(frozen=True, slots=True)
class Rewrite:
    """Each long piece is written anew once; the same piece in another prompt is not sent again."""

    writer: Writer
    id: str = "llm"
    lossless: bool = False
    what: str = "have a model say the same in fewer tokens"
    fewest: int = 200
    """Characters from which a piece is worth it."""
    known: dict[str, Written] = field(default_factory=dict[str, Written])

    def compress(self, prompt: Prompt) -> Prompt:
        """Rewrite system prompt and history, or a prompt that is one text; what is not shorter stays as it was."""
        left_alone = {"tools", "user"} if len(prompt) > 1 else {"tools"}
        return tuple(
            piece if piece.section in left_alone else self._piece(piece) for piece in prompt
        )

    @property
    def tokens(self) -> tuple[int, int]:
        """Input and output tokens of all that was written."""
        every = self.known.values()
        return sum(each.input_tokens for each in every), sum(each.output_tokens for each in every)

    def _piece(self, piece: Piece) -> Piece:
        if len(piece.text) < self.fewest:
            return piece
        if piece.text not in self.known:
            self.known[piece.text] = self.writer.write(INSTRUCTION, piece.text)
        text = self.known[piece.text].text.strip()
        return replace(piece, text=text) if 0 < len(text) < len(piece.text) else piece


@dataclass(frozen=True, slots=True)
class OpenAiWriter:
    """Any endpoint that speaks as OpenAI's chat completions do; without `base_url`, theirs."""

    model: str
    base_url: str | None = None
    timeout_seconds: float = 60

    def write(self, instruction: str, text: str) -> Written:
        """Ask the model once. Raises CentspanError where it does not answer."""
        import openai

        asked = [{"role": "system", "content": instruction}, {"role": "user", "content": text}]
        try:
            client: Any = openai.OpenAI(
                base_url=self.base_url, timeout=self.timeout_seconds, max_retries=1
            )
            with client:
                answer = client.chat.completions.create(
                    model=self.model, messages=asked, temperature=0
                )
        except openai.OpenAIError as error:
            raise CentspanError(
                f"expected {self.model} to answer, found {type(error).__name__}: see --llm-url and OPENAI_API_KEY"
            ) from None
        usage = answer.usage
        return Written(
            answer.choices[0].message.content or "",
            usage.prompt_tokens if usage else 0,
            usage.completion_tokens if usage else 0,
        )

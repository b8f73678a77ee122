"""What a way to shorten prompts is."""

from typing import Protocol

from centspan.optimizer.compression.prompt import Prompt


class Strategy(Protocol):
    """One way to shorten a prompt; the same prompt always becomes the same."""

    @property
    def id(self) -> str:
        """Its name."""
        ...

    @property
    def lossless(self) -> bool:
        """Whether what it leaves can be turned back into what it was given, or means the same to every reader of JSON."""
        ...

    @property
    def what(self) -> str:
        """What it does, in words that follow `to`."""
        ...

    def compress(self, prompt: Prompt) -> Prompt:
        """The prompt, shorter or as it was."""
        ...

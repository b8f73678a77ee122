"""What a feature of the demo is."""

from dataclasses import dataclass

from centspan.deploy.demo.backfill.models import Model


@dataclass(frozen=True, slots=True)
class Feature:
    """What one feature's traffic is like without any story.

    `share` is of all calls; `system_tokens` and `tools` (characters of each definition) stand in
    front of every request; `steps` is the mean number of calls in a task.
    """

    name: str
    service: str
    team: str
    share: float
    models: tuple[tuple[Model, float], ...]
    tokens: str
    hours: str
    zipf: str
    difficulty: float
    operation: str = "chat"
    task: str = ""
    purpose: str = ""
    routes: tuple[str, ...] = ("",)
    system_tokens: int = 0
    tools: tuple[int, ...] = ()
    sections: tuple[tuple[str, float], ...] = ()
    """What the app marked: name and share of the characters behind the system prompt."""
    steps: float = 1.0
    pause_seconds: float = 0.0
    """Median pause between the steps of a task, besides the calls themselves."""
    stream_share: float = 0.0
    abandoned_share: float = 0.0
    judged_share: float = 0.0
    input_limit: int = 30_000
    max_tokens: int = 4096
    temperature: float | None = None
    value_usd: str = ""
    """What a task that ends well is worth, where the app says so."""
    tier: str = ""
    root_kind: str = "server"

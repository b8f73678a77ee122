"""Who plays in the demo: models, features, tenants. Explicit, in reading order."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Model:
    """A model; `strength` (0 to 1) is what its quality depends on, besides the task's difficulty."""

    provider: str
    name: str
    strength: float
    first_ms: int
    ms_per_token: float
    thinks: float = 0.0
    """Reasoning tokens per visible output token."""


OPUS = Model("anthropic", "claude-opus-5-5", 0.96, 900, 22.0)
SONNET = Model("anthropic", "claude-sonnet-5-5", 0.89, 620, 13.0)
HAIKU = Model("anthropic", "claude-haiku-5-5", 0.70, 280, 6.0)
LARGE = Model("openai", "gpt-5.5", 0.95, 1100, 19.0, thinks=1.2)
SOL = Model("openai", "gpt-6.1-sol", 0.88, 520, 11.0, thinks=0.5)
MINI = Model("openai", "gpt-5.4-mini", 0.76, 350, 7.0)
LUNA = Model("openai", "gpt-6-luna", 0.64, 240, 5.0)
FLASH = Model("gcp.gemini", "gemini-3.8-flash", 0.74, 320, 5.5)
EMBEDDER = Model("openai", "text-embedding-3-small", 1.0, 60, 0.0)
TAGGER = Model("inhouse", "tagger-2", 0.55, 90, 3.0)
"""A model of the company's own: no price source knows it, so its calls are unpriced, not free."""
MODELS = (OPUS, SONNET, HAIKU, LARGE, SOL, MINI, LUNA, FLASH, EMBEDDER, TAGGER)


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


FEATURES = (
    Feature(
        "support-answer",
        "support-api",
        "support",
        0.22,
        ((SONNET, 0.55), (SOL, 0.45)),
        "chat",
        "consumer",
        "middle",
        0.42,
        task="support.answer",
        max_tokens=1500,
        value_usd="1.20",
        routes=("/answer", "/answer/email"),
        system_tokens=1180,
        sections=(("retrieved", 0.6), ("instructions", 0.1)),
        stream_share=0.9,
        abandoned_share=0.02,
        judged_share=0.12,
    ),
    Feature(
        "support-search",
        "support-api",
        "support",
        0.13,
        ((EMBEDDER, 1.0),),
        "query",
        "consumer",
        "middle",
        0.0,
        operation="embeddings",
        routes=("/search",),
    ),
    Feature(
        "ticket-classify",
        "ticket-router",
        "support",
        0.19,
        ((HAIKU, 0.6), (LUNA, 0.4)),
        "classify",
        "office",
        "middle",
        0.16,
        task="ticket.route",
        max_tokens=16,
        temperature=0.0,
        routes=("/tickets",),
        system_tokens=310,
        judged_share=0.08,
        root_kind="consumer",
    ),
    Feature(
        "email-draft",
        "growth-app",
        "growth",
        0.09,
        ((FLASH, 0.6), (MINI, 0.4)),
        "draft",
        "office",
        "steep",
        0.38,
        task="email.draft",
        max_tokens=1200,
        routes=("/drafts",),
        system_tokens=420,
        stream_share=0.5,
        judged_share=0.1,
    ),
    Feature(
        "nightly-summary",
        "batch-jobs",
        "insights",
        0.07,
        ((MINI, 1.0),),
        "long_chat",
        "night",
        "flat",
        0.35,
        task="summary.write",
        system_tokens=240,
        sections=(("conversation", 0.95),),
        judged_share=0.06,
        tier="flex",
        root_kind="internal",
    ),
    Feature(
        "research-agent",
        "agent-runner",
        "research",
        0.09,
        ((SONNET, 0.65), (LARGE, 0.35)),
        "agent",
        "agents",
        "flat",
        0.66,
        task="research.answer",
        value_usd="6.00",
        system_tokens=900,
        tools=(620, 480, 710, 390, 540),
        steps=5.0,
        pause_seconds=2.5,
        judged_share=0.15,
        root_kind="internal",
    ),
    Feature(
        "copilot-chat",
        "copilot",
        "platform",
        0.08,
        ((SOL, 0.6), (SONNET, 0.4)),
        "long_chat",
        "platform",
        "steep",
        0.5,
        routes=("/chat",),
        system_tokens=760,
        tools=(350, 420, 510, 460),
        steps=3.5,
        pause_seconds=40.0,
        stream_share=1.0,
        abandoned_share=0.04,
        judged_share=0.05,
    ),
    Feature(
        "code-suggest",
        "copilot",
        "platform",
        0.07,
        ((LUNA, 1.0),),
        "code",
        "platform",
        "steep",
        0.4,
        operation="text_completion",
        max_tokens=256,
        temperature=0.0,
        routes=("/suggest",),
        stream_share=1.0,
        abandoned_share=0.12,
    ),
    Feature(
        "invoice-extract",
        "finance-jobs",
        "finance",
        0.03,
        ((LUNA, 0.7), (MINI, 0.3)),
        "extract",
        "office",
        "flat",
        0.14,
        task="invoice.read",
        temperature=0.0,
        system_tokens=520,
        judged_share=0.15,
        root_kind="consumer",
    ),
    Feature(
        "quality-judge",
        "eval-runner",
        "platform",
        0.02,
        ((SOL, 1.0),),
        "judge",
        "night",
        "flat",
        0.3,
        purpose="eval",
        system_tokens=380,
        root_kind="internal",
    ),
    Feature(
        "language-detect",
        "ticket-router",
        "support",
        0.003,
        ((TAGGER, 1.0),),
        "query",
        "office",
        "middle",
        0.1,
        routes=("/tickets",),
        root_kind="consumer",
    ),
    Feature(
        "",
        "notebooks",
        "",
        0.007,
        ((SOL, 0.5), (SONNET, 0.5)),
        "chat",
        "office",
        "flat",
        0.4,
        root_kind="internal",
    ),
)  # fmt: skip - one feature reads as one paragraph
"""The last one spends without saying for what: the unattributed share."""

ENVIRONMENTS = (("production", 0.88), ("staging", 0.09), ("development", 0.03))
TENANTS = (
    "acme-retail",
    "blue-harbor",
    "cedar-health",
    "dune-travel",
    "ember-bank",
    "fjord-foods",
    "granite-legal",
    "helix-bio",
    "iris-media",
    "juniper-schools",
    "kestrel-air",
    "lumen-energy",
    "maple-homes",
    "nimbus-games",
    "onyx-motors",
    "pebble-toys",
    "quartz-labs",
    "river-insure",
    "sable-fashion",
    "terra-farms",
    "umber-coffee",
    "vale-hotels",
    "willow-care",
    "xenon-chips",
    "yarrow-pharma",
    "zephyr-wind",
    "alder-books",
    "birch-print",
    "clover-pets",
    "drift-sports",
    "elm-architects",
    "fern-garden",
    "gale-shipping",
    "hazel-bakery",
    "ivory-music",
    "jade-jewels",
    "knoll-parks",
    "lark-radio",
    "moss-outdoor",
    "noble-hr",
)  # fmt: skip - a list of names
USERS_PER_TENANT = 60
FEATURE_NAMES = tuple(feature.name for feature in FEATURES)


def feature_number(name: str) -> int:
    """The position of a feature in `FEATURES`."""
    return FEATURE_NAMES.index(name)


def model_number(model: Model) -> int:
    """The position of a model in `MODELS`."""
    return MODELS.index(model)

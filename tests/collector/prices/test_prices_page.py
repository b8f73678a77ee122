"""docs/prices.md: its example is a file that loads and does what the page says."""

import re
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from centspan.collector.prices.look_up import look_up
from centspan.collector.prices.price_file_tables import TABLES
from centspan.collector.prices.row import PRICED, Name
from centspan.collector.prices.sources import load_sources

PAGE = Path(__file__).parents[3] / "docs" / "prices.md"
NOW = datetime(2026, 11, 16, 12, tzinfo=UTC)
ARN = "arn:aws:bedrock:eu-west-1:123456789012:application-inference-profile/abc123"


@pytest.fixture(scope="module")
def sources(tmp_path_factory):
    (example,) = re.findall(r"```toml\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    path = tmp_path_factory.mktemp("page") / "prices.toml"
    path.write_text(example, "utf-8")
    return load_sources(path)


@pytest.mark.parametrize(
    ("name", "kind", "band", "bucket", "expected"),
    [
        (("acme", "acme-chat-7"), "list", 0, "uncached_input", "0.40"),
        (("acme", "acme-chat-7"), "list", 200000, "output", "2.40"),
        (("acme", "acme-chat-7"), "list", 0, "web_searches", "5000"),
        (("acme", "acme-chat-7", "batch"), "list", 0, "output", "0.80"),
        (("openai", "gpt-4o-2024-08-06"), "list", 0, "output", "10"),
        (("openai", "gpt-4o-2024-08-06"), "contract", 0, "output", "8"),
        (("anthropic", "claude-sonnet-4-5"), "contract", 0, "output", "12.804"),
        (("azure.ai.openai", "prod-chat-eu"), "list", 0, "uncached_input", "2.5"),
        (("azure.ai.openai", "prod-chat", "@eu"), "list", 0, "uncached_input", "2.75"),
        (("aws.bedrock", ARN), "list", 0, "uncached_input", "3.3"),
        (("mistral_ai", "our-finetune"), "list", 0, "uncached_input", "1.008"),
        (("vllm", "llama-3.3-70b"), "contract", 0, "uncached_input", "0.97"),
    ],
)
def test_the_example_does_what_it_says(sources, name, kind, band, bucket, expected):
    """Every table of the page's example prices the calls it speaks of."""
    (row,) = [
        row
        for row in look_up(Name(*name), sources)
        if (row.kind, row.context_band) == (kind, band) and row.valid_from <= NOW < row.valid_to
    ]
    assert row.prices[PRICED.index(bucket)] * 10**6 == Decimal(expected)
    assert not row.assumed


def test_the_page_names_every_key():
    """What a file may say stands on the page."""
    page = PAGE.read_text("utf-8")
    assert [t for t in TABLES if f"**`[[{t}]]`**" not in page] == []
    keys = {key for table in TABLES.values() for key in table}
    assert sorted(key for key in keys if not re.search(rf"`?\b{key}\b", page)) == []

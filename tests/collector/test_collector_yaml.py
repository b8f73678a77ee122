"""What the Collectors of collector/otelcol leave out and keep is what the store reads."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from centspan.collector import collector_yaml

CONFIGS = Path(__file__).parents[2] / "collector" / "otelcol"
TOGETHER = (
    ("agent.yaml", "content.yaml"),
    ("gateway.yaml", "content.yaml"),
    ("gateway.yaml", "content.yaml", "sampling.yaml"),
)
SETTINGS = {
    "CENTSPAN_QUEUE_DIR": "queue",
    "CENTSPAN_TOKEN_FILE": "token",
    "CENTSPAN_TLS_CERT": "cert.pem",
    "CENTSPAN_TLS_KEY": "key.pem",
    "CENTSPAN_GATEWAYS": "['gateway:4317']",
    "CENTSPAN_CLICKHOUSE": "http://localhost:8123",
}


@pytest.mark.parametrize("name", ["content", "sampling"])
def test_what_is_committed_is_what_the_store_reads(name):
    """content.yaml and sampling.yaml are as the names that the store reads make them."""
    assert (CONFIGS / f"{name}.yaml").read_text("utf-8") == getattr(collector_yaml, name)()


def test_nothing_that_is_kept_quotes_a_prompt():
    """No kept attribute is one in which any instrumentation writes prompts or answers."""
    quoting = re.compile(
        r"message|content|prompt$|completion$|[.]value$|input$|output$|instructions|definitions"
    )
    kept = {name for name in collector_yaml.read_names() if quoting.search(name)}
    counts = ("gen_ai.usage.", "centspan.tokens.", "llm.token_count.")
    assert {name for name in kept if not name.startswith(counts)} == {
        "anthropic.message.stop_reason"
    }


@pytest.mark.parametrize("names", TOGETHER, ids=lambda names: "+".join(names))
def test_every_config_is_valid(names, tmp_path):
    """The built Collector finds nothing wrong with any of the configs that are run."""
    build = [sys.executable, str(CONFIGS / "build.py"), "--where"]
    binary = subprocess.run(build, capture_output=True, text=True, check=True).stdout.strip()
    if not Path(binary).exists():
        pytest.skip("no Collector was built: install Go, then `make collector`")
    done = subprocess.run(
        [binary, "validate", *(f"--config={CONFIGS / name}" for name in names)],
        env=SETTINGS,
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_the_manifest_has_the_parts_that_configs_name_and_no_others():
    """What is built is what is run: each receiver, processor, exporter and extension of the configs."""
    named = {"nop"}
    for file in CONFIGS.glob("*.yaml"):
        config = yaml.safe_load(file.read_text("utf-8"))
        for kind in ("receivers", "processors", "exporters", "extensions"):
            if file.stem != "manifest":
                named |= {name.partition("/")[0].replace("_", "") for name in config.get(kind, ())}
    manifest = yaml.safe_load((CONFIGS / "manifest.yaml").read_text("utf-8"))
    built = {
        re.sub(
            "(receiver|processor|exporter|extension)$",
            "",
            part["gomod"].split()[0].rpartition("/")[2],
        )
        for kind in ("receivers", "processors", "exporters", "extensions")
        for part in manifest[kind]
    }
    assert built == named
    assert (
        len(
            {
                part["gomod"].split()[1]
                for kind in ("receivers", "processors", "exporters", "extensions")
                for part in manifest[kind]
            }
        )
        == 1
    )

"""Emitters that are no Python: a Node project made where its packages are missing."""

import subprocess
from pathlib import Path

from record.environments import PLACE

HERE = Path(__file__).parent
PACKAGES = (
    "ai@6",
    "@ai-sdk/openai@3",
    "@ai-sdk/anthropic@3",
    "@opentelemetry/api@1",
    "@opentelemetry/sdk-node",
    "@opentelemetry/exporter-trace-otlp-proto",
)


def command_of(program: tuple[str, ...]) -> list[str]:
    """The command that runs a program of this folder, its packages installed."""
    node = PLACE / "node"
    if not (node / "node_modules").exists():
        node.mkdir(parents=True, exist_ok=True)
        install = ["npm", "install", "--no-audit", "--no-fund", "--silent", *PACKAGES]
        subprocess.run(install, cwd=node, check=True)
    script = node / program[1]
    script.write_text((HERE / program[1]).read_text())  # Node finds packages beside the script
    return [program[0], str(script)]

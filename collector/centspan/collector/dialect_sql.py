"""Renders the ingest views from the client's dialect tables, so that both read a span alike.

`python -m centspan.collector.dialect_sql` prints the SQL; it is committed as the newest migration
that defines `llm_calls_mv`, and a test compares the two. A changed table needs a new migration.
"""

import re
import sys
from importlib.resources import files

from centspan.collector.served_sql import (
    is_no_call,
    may_be_llm_call,
    model,
    operation,
    provider,
    region,
    tier,
)
from centspan.collector.spelling_sql import DOCUMENTS, parts, text
from centspan.collector.usage_sql import tokens
from centspan.instrumentation import attributes
from centspan.instrumentation.spellings import CONTEXT_EDGES


def render() -> str:
    """Return the ingest views, with migrate.py's placeholders still in them."""
    template = _template("ingest").replace("@evaluation", _template("evaluation").strip())
    replacements = {
        "@tokens": tokens(),
        "@operation": operation(),
        "@tier": tier(),
        "@provider": provider(),
        "@region": region(),
        "@parts": parts(),
        "@documents": ", ".join(f"d{place + 1}" for place in range(len(DOCUMENTS))),
        "@may_be_llm_call": may_be_llm_call(),
        "@is_no_call": is_no_call(),
    }
    for marker, expression in replacements.items():
        template = template.replace(marker, expression)
    template = re.sub(r"@name\((\w+)(?: \+ (\w+))?\)", _name, template)
    template = re.sub(r"@hash(64|32)\(([^()]+)\)", _hash, template)
    template = re.sub(r"@text\((\w+)\)", lambda found: text(found[1]), template)
    template = re.sub(r"@model\((\w+)\)", lambda found: model(found[1]), template)
    return re.sub(r"@context_band\((\w+)\)", lambda found: _band(found[1]), template)


def _template(name: str) -> str:
    return files("centspan.collector").joinpath(f"templates/{name}.sql").read_text("utf-8")


def _name(found: re.Match[str]) -> str:
    """An attribute as `attributes.py` names it, or a prefix of it with the rest behind."""
    return f"'{getattr(attributes, found[1])}{found[2] or ''}'"


def _hash(found: re.Match[str]) -> str:
    """A number from the hex digits of a fingerprint; whatever else stands there is a number too."""
    bits, digits = found[1], int(found[1]) // 4
    padded = f"leftPad(substring({found[2]}, 1, {digits}), {digits}, '0')"
    return f"reinterpretAsUInt{bits}(reverse(unhex({padded})))"


def _band(tokens: str) -> str:
    # Not multiIf: it takes many times as long to find out which steps it may leave out.
    steps = ", ".join(f"({tokens} > {edge}) * {edge}" for edge in CONTEXT_EDGES)
    return f"toUInt32(greatest({steps}))"


if __name__ == "__main__":
    sys.stdout.write(render())

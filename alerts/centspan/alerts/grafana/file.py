"""The file that Grafana loads: all rules, the same bytes whenever it is built."""

from pathlib import Path
from typing import Any, Final

import yaml

from centspan.alerts.grafana.rule_entry import Readers, duration, entry, uid
from centspan.alerts.rule import Rule
from centspan.alerts.rules import RULES

ORG: Final = 1
FOLDER: Final = "centspan alerts"
"""Apart from the boards' folder: Grafana looks for this one by its title, for that one by its uid."""
NAME: Final = "grafana-rules.yaml"
MADE_BY: Final = """\
# Every rule of centspan for Grafana's alerting, as `centspan alerts build` writes it from
# alerts/centspan/alerts/rules: generated, not to be edited.
"""


def document(to: Readers, rules: tuple[Rule, ...] = RULES) -> dict[str, Any]:
    """All rules, in one group for each length of time between two evaluations."""
    lengths = sorted({rule.every for rule in rules})
    groups = [
        {
            "orgId": ORG,
            "name": f"every {duration(length)}",
            "folder": FOLDER,
            "interval": duration(length),
            "rules": [entry(rule, to) for rule in rules if rule.every == length],
        }
        for length in lengths
    ]
    return {"apiVersion": 1, "groups": groups}


def without(rules: tuple[Rule, ...] = RULES) -> dict[str, Any]:
    """What makes Grafana forget the rules: those of a file that is merely gone stay."""
    gone = [{"orgId": ORG, "uid": uid(rule)} for rule in rules]
    return {"apiVersion": 1, "deleteRules": gone}


def text(content: dict[str, Any]) -> str:
    """The file's text."""
    said = yaml.dump(content, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=100_000)
    return MADE_BY + said


def stale(folder: Path, content: dict[str, Any]) -> list[str]:
    """What is wrong with the folder's file, in words; nothing where it is current."""
    file = folder / NAME
    if not file.is_file():
        return [f"{NAME} is missing"]
    return [] if file.read_text("utf-8") == text(content) else [f"{NAME} is behind its rules"]


def write(folder: Path, content: dict[str, Any]) -> None:
    """Write the file."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / NAME).write_text(text(content), "utf-8")


class _Dumper(yaml.SafeDumper):
    """Texts of several lines as blocks, and nothing by reference."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _said(dumper: yaml.SafeDumper, value: str) -> yaml.ScalarNode:
    style = "|" if "\n" in value else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style=style)


_Dumper.add_representer(str, _said)

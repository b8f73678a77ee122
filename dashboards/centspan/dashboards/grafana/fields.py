"""How figures are shown: unit, colour, thresholds, and what stands where there are none."""

from collections.abc import Sequence
from typing import Any, Final

from centspan.dashboards.board import Threshold

BY_NAME: Final = {"mode": "palette-classic-by-name"}
"""The same name has the same colour on every panel and board."""
PLAIN: Final = {"mode": "fixed", "fixedColor": "text"}
BY_THRESHOLD: Final = {"mode": "thresholds"}
SHOWN: Final = {"tooltip": False, "viz": False, "legend": False}


def defaults(
    *,
    unit: str,
    empty: str,
    color: dict[str, str],
    thresholds: Sequence[Threshold] = (),
    **more: Any,
) -> dict[str, Any]:
    """What holds for every field of a panel."""
    return {
        "unit": unit,
        "noValue": empty,
        "color": color,
        "mappings": [],
        "thresholds": steps(thresholds),
        "links": [],
        **more,
    }


def steps(thresholds: Sequence[Threshold], base: str = "text") -> dict[str, Any]:
    """Thresholds in Grafana's form: the first step begins below everything."""
    rising = sorted(thresholds, key=lambda each: each.value)
    listed = [{"color": each.color, "value": each.value} for each in rising]
    return {"mode": "absolute", "steps": [{"color": base, "value": None}, *listed]}


def override(name: str, **properties: Any) -> dict[str, Any]:
    """What holds for one column; `custom_width` stands for `custom.width`."""
    listed = [
        {"id": key.replace("custom_", "custom."), "value": value}
        for key, value in properties.items()
    ]
    return {"matcher": {"id": "byName", "options": name}, "properties": listed}

"""The shape of the traffic: figures fitted from public traces (`profile.json` names them)."""

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class TokenClass:
    """Lognormal sizes of one kind of call; parameters are of ln(tokens)."""

    input_mu: float
    input_sigma: float
    output_mu: float
    output_sigma: float
    correlation: float
    source: str


@dataclass(frozen=True, slots=True)
class Profile:
    """Relative traffic by hour of the day (UTC) and weekday (Monday first), and sizes."""

    hours: dict[str, tuple[float, ...]]
    weekdays: tuple[float, ...]
    zipf: dict[str, float]
    tokens: dict[str, TokenClass]
    duplicate_share: float


@cache
def profile() -> Profile:
    """Read the carried figures."""
    text = files("centspan.deploy.demo.backfill").joinpath("profile.json").read_text("utf-8")
    data = json.loads(text)
    return Profile(
        hours={name: tuple(curve) for name, curve in data["hours"].items()},
        weekdays=tuple(data["weekdays"]),
        zipf=data["zipf"],
        tokens={name: TokenClass(**sizes) for name, sizes in data["tokens"].items()},
        duplicate_share=data["duplicate_share"],
    )

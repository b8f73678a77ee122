"""A chart of models: what a thousand answers cost, and how good they were."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

from centspan.optimizer.report.markup import Html
from centspan.optimizer.report.models import Comparison, Judged

WIDTH, HEIGHT = 520, 300
LEFT, RIGHT, TOP, BOTTOM = 58, 16, 16, 46
APART = 15
"""Labels nearer than this are moved."""


@dataclass(frozen=True, slots=True)
class _Axes:
    usd: float
    low: float
    high: float

    def x(self, usd: float) -> float:
        return LEFT + (WIDTH - LEFT - RIGHT) * usd / self.usd

    def y(self, score: float) -> float:
        return TOP + (HEIGHT - TOP - BOTTOM) * (self.high - score) / (self.high - self.low)


def scatter(of: Comparison) -> Html:
    """An SVG; models on the front are filled and joined, numbers are those of the table beside it."""
    axes = _axes(of.models)
    drawn = (*_grid(axes), *_front(axes, of.models), *_points(axes, of.models))
    said = f"{of.feature}: mean score against USD for a thousand answers, by model"
    return Html(
        f'<svg class="chart" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{escape(said)}">'
        + "".join(drawn)
        + "</svg>"
    )


def _axes(models: Sequence[Judged]) -> _Axes:
    lowest = min(each.score - each.reach for each in models)
    highest = max(each.score + each.reach for each in models)
    air = max(highest - lowest, 0.02) / 20
    low, high = max(0.0, lowest - air), min(1.0, highest + air)
    return _Axes(max(float(each.usd) for each in models) * 1.1 or 1.0, low, high)


def _grid(axes: _Axes) -> Iterator[str]:
    for usd in ticks(0, axes.usd):
        x = axes.x(usd)
        yield _line(x, TOP, x, HEIGHT - BOTTOM, "grid")
        yield _text(x, HEIGHT - BOTTOM + 17, f"${usd:,.10g}", "middle")
    for score in ticks(axes.low, axes.high):
        y = axes.y(score)
        yield _line(LEFT, y, WIDTH - RIGHT, y, "grid")
        yield _text(LEFT - 8, y + 4, f"{score:.10g}", "end")
    yield _text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 8, "USD for a thousand answers", "middle")
    yield f'<text class="axis" transform="translate(13 {(TOP + HEIGHT - BOTTOM) / 2:.1f}) rotate(-90)" text-anchor="middle">mean score</text>'


def _front(axes: _Axes, models: Sequence[Judged]) -> Iterator[str]:
    places = [
        (axes.x(float(each.usd)), axes.y(each.score)) for each in models if not each.beaten_by
    ]
    points = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
    yield f'<polyline class="front" points="{points}"/>'


def _points(axes: _Axes, models: Sequence[Judged]) -> Iterator[str]:
    taken: list[tuple[float, float]] = []
    for number, each in enumerate(models, 1):
        x, y = axes.x(float(each.usd)), axes.y(each.score)
        kind = "beaten" if each.beaten_by else "best"
        low, high = max(each.score - each.reach, axes.low), min(each.score + each.reach, axes.high)
        yield _line(x, axes.y(low), x, axes.y(high), "reach")
        yield f'<circle class="{kind}" cx="{x:.1f}" cy="{y:.1f}" r="5.5"/>'
        if each.in_use:
            yield f'<circle class="used" cx="{x:.1f}" cy="{y:.1f}" r="9.5"/>'
        label = (x + 13, y - 7)
        while any(abs(label[0] - a) < APART and abs(label[1] - b) < APART for a, b in taken):
            label = (label[0], label[1] + APART)
        taken.append(label)
        yield _text(*label, str(number), "middle", "label")


def ticks(low: float, high: float, most: int = 5) -> list[float]:
    """Round numbers between two, at most so many."""
    step = 10 ** math.floor(math.log10((high - low) / most))
    step *= next(times for times in (1, 2, 5, 10) if (high - low) / (step * times) <= most)
    first = math.ceil(low / step)
    return [round(place * step, 10) for place in range(first, math.floor(high / step + 1e-9) + 1)]


def _line(x1: float, y1: float, x2: float, y2: float, kind: str) -> str:
    return f'<line class="{kind}" x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"/>'


def _text(x: float, y: float, text: str, anchor: str, kind: str = "axis") -> str:
    return (
        f'<text class="{kind}" x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(text)}</text>'
    )

"""What the sampler in force means for money."""

from dataclasses import dataclass
from typing import Any

from centspan.instrumentation import own_provider, provider, settings
from centspan.instrumentation.sampling import KeepCalls, app_sampler
from centspan.instrumentation.weight import probability_of


@dataclass(frozen=True, slots=True)
class SamplerFact:
    """`probability` is the app's for a trace begun here, None where it cannot be known."""

    description: str
    probability: float | None
    keeps_every_call: bool
    meaning: str


def sampler_fact() -> SamplerFact:
    """Describe the sampler of the attached provider, else of the one the environment asks for."""
    attached = provider.attached()
    if attached is not None:
        return _describe(_reachable(attached.provider))
    return _describe(own_provider.build().sampler)


def _reachable(provider: Any) -> Any:
    inner = getattr(provider, "provider", None)
    return getattr(provider, "sampler", None) or getattr(inner, "sampler", None)


def _describe(sampler: Any) -> SamplerFact:
    if not isinstance(sampler, KeepCalls):
        return SamplerFact(
            "not reachable",
            None,
            keeps_every_call=False,
            meaning="the app's TracerProvider is not the OpenTelemetry SDK's: which calls it keeps "
            "is unknown, and sums may be too low",
        )
    description = app_sampler(sampler).get_description()
    probability = probability_of(description)
    keeps = settings.KEEP_ALL.flag()
    return SamplerFact(description, probability, keeps, _meaning(probability, keeps=keeps))


def _meaning(probability: float | None, *, keeps: bool) -> str:
    if keeps:
        return "every LLM call is kept; the app's sampler decides on all other spans only"
    if probability == 0:
        return f"no LLM call is kept ({settings.KEEP_ALL.name}=false): no spend is seen"
    if probability is None:
        return (
            f"{settings.KEEP_ALL.name}=false and the sampler does not tell its probability: kept "
            "calls carry no weight, and sums are too low"
        )
    if probability == 1:
        return "every trace that begins here is kept; one begun elsewhere as its sampler decided"
    return (
        f"{probability:.4g} of the traces are kept and each call in them counts {1 / probability:.4g} "
        "times; in traces begun elsewhere only where their trace state tells (`ot=th:`)"
    )

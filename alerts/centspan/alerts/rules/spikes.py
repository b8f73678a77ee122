"""Far more than usual for the hour of the week."""

from datetime import timedelta
from typing import Final

from centspan.alerts.rule import Rule

SAYS: Final = "{scope} spent {observed} within an hour, where {expected} is usual"
KEEP: Final = timedelta(hours=1)
"""So that an hour between two of one episode does not make two of it."""

LIMITS: Final = {"z": 5.6, "floor_usd": 3, "page_z": 10, "page_usd": 20}
"""Robust z and dollars above the usual from which it alerts, and pages."""

FEATURE_SPIKE: Final = Rule(
    id="feature_spike",
    title="Spend spike of a feature",
    says=SAYS,
    labels=("environment", "feature"),
    keep=KEEP,
    values=LIMITS,
    board="feature",
)
TENANT_SPIKE: Final = Rule(
    id="tenant_spike",
    title="Spend spike of a tenant",
    says=SAYS,
    labels=("environment", "tenant"),
    every=timedelta(minutes=15),  # five weeks of every tenant's hours are read
    keep=KEEP,
    values={**LIMITS, "z": 5, "floor_share": 0.4, "least_usd": 0.25, "least_calls": 12},
    board="tenants",
)
MODEL_SPIKE: Final = Rule(
    id="model_spike",
    title="Spend spike of a model",
    says=SAYS,
    labels=("environment", "model"),
    keep=KEEP,
    values=LIMITS,
    board="overview",
)

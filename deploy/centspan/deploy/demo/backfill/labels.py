"""What the app says about its calls: labels, and the resource they come from."""

from dataclasses import dataclass
from typing import Any

from centspan.deploy.demo.backfill.calls import NONE
from centspan.deploy.demo.backfill.features import FEATURES
from centspan.deploy.demo.backfill.people import ENVIRONMENTS, TENANTS, USERS_PER_TENANT
from centspan.instrumentation import attributes as names
from centspan.instrumentation.attribution import user_id


@dataclass(frozen=True, slots=True)
class Source:
    """The process that sends: one OTLP resource."""

    service: str
    environment: str

    def attributes(self) -> dict[str, Any]:
        """As the SDK reports them."""
        return {
            names.RESOURCE_SERVICE: self.service,
            names.RESOURCE_ENVIRONMENT: self.environment,
            "telemetry.sdk.language": "python",
            "telemetry.sdk.name": "opentelemetry",
        }


def source(feature: int, environment: int) -> Source:
    """Where the calls of a feature come from."""
    return Source(FEATURES[feature].service, ENVIRONMENTS[environment][0])


def labels(feature: int, tenant: int, user: int, route: int, version: int) -> dict[str, Any]:
    """The labels of a call; what the app does not say is absent."""
    said = FEATURES[feature]
    found = {
        names.FEATURE: said.name,
        names.TEAM: said.team,
        names.TENANT: TENANTS[tenant] if tenant != NONE else "",
        names.USER_ID: _user(tenant, user % USERS_PER_TENANT) if user != NONE else "",
        names.ROUTE: said.routes[route],
        names.PROMPT_VERSION: f"v{version}" if said.system_tokens else "",
        names.PURPOSE: said.purpose,
    }
    return {name: value for name, value in found.items() if value}


def _user(tenant: int, number: int) -> str:
    return user_id(f"user-{number}@{TENANTS[tenant]}")

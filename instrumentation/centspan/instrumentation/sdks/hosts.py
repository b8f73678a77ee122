"""Which provider answers at a host: the OpenAI wire format is spoken by many."""

from functools import lru_cache
from typing import Any, Final

from centspan.instrumentation.places import HOSTS

PORTS: Final = ((11434, "ollama"), (1234, "lmstudio"))
"""Ports that a local server is known by, at a loopback address."""
_LOOPBACK: Final = ("localhost", "127.0.0.1", "::1", "0.0.0.0", "host.docker.internal")  # noqa: S104 - names compared with, never bound
_HOSTS_REMEMBERED: Final = 256


@lru_cache(_HOSTS_REMEMBERED)
def provider_at(host: str, port: int, default: str) -> str:
    """Return the provider that answers at `host`:`port`, `default` where it is unknown."""
    if "bedrock" in host and host.endswith((".amazonaws.com", ".api.aws")):
        return "aws.bedrock"
    if host.endswith("-aiplatform.googleapis.com"):
        return "gcp.vertex_ai"
    for known, provider in HOSTS:
        if host == known or host.endswith("." + known):
            return provider
    if host in _LOOPBACK:
        return next((provider for known, provider in PORTS if known == port), default)
    return default


_addresses: dict[int, tuple[Any, tuple[str, int]]] = {}


def address(base_url: Any) -> tuple[str, int]:
    """Return host and port of an httpx url, the scheme's port where it names none."""
    known = _addresses.get(id(base_url))
    if known is not None and known[0] is base_url:
        return known[1]
    found = (base_url.host, base_url.port or (80 if base_url.scheme == "http" else 443))
    if len(_addresses) < _HOSTS_REMEMBERED:  # keeping the url keeps its id from being reused
        _addresses[id(base_url)] = (base_url, found)
    return found

"""All levers, in the order in which a joint plan pulls them. A new one: a file here, and its line."""

from typing import Final

from centspan.optimizer.lever import Lever
from centspan.optimizer.levers.batch import Batch
from centspan.optimizer.levers.cache_exact import CacheExact
from centspan.optimizer.levers.cache_semantic import CacheSemantic
from centspan.optimizer.levers.cap import Cap
from centspan.optimizer.levers.compress import Compress
from centspan.optimizer.levers.prompt_cache import PromptCache
from centspan.optimizer.levers.retry import Retry
from centspan.optimizer.levers.route import Route
from centspan.optimizer.levers.sample import Sample
from centspan.optimizer.levers.self_host import SelfHost
from centspan.optimizer.levers.trim import Trim

LEVERS: Final[tuple[Lever, ...]] = (
    Retry(),
    CacheExact(),
    CacheSemantic(),
    Trim(),
    Compress(),
    Route(),
    PromptCache(),
    Cap(),
    Sample(),
    Batch(),
    SelfHost(),
)

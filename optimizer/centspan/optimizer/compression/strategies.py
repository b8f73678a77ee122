"""All ways to shorten prompts that need no model, in the order in which they are carried out together."""

from typing import Final

from centspan.optimizer.compression.distil import Distil
from centspan.optimizer.compression.examples import Examples
from centspan.optimizer.compression.history import History
from centspan.optimizer.compression.schema import Schema
from centspan.optimizer.compression.strategy import Strategy

STRATEGIES: Final[tuple[Strategy, ...]] = (Schema(), Distil(), Examples(), History())

"""What the stack does by itself: settle rollups, price what is new, alert, propose."""

import time
from datetime import timedelta
from typing import Any

from centspan.alerts.address import Places
from centspan.alerts.budgets.followed import Followed
from centspan.collector.engine import Engine
from centspan.collector.prices.resolve import resolve
from centspan.collector.prices.sources import Sources
from centspan.collector.roll import Roller
from centspan.collector.rolling.pruning import prune
from centspan.deploy.stack.alerting import Alerting
from centspan.deploy.stack.background import Job, JobState
from centspan.deploy.stack.clickhouse_http.execute import kill_queries
from centspan.deploy.stack.optimizing import Optimizing

ROLL_SECONDS = 5.0
PRICE_SECONDS = 3.0
PRUNE_SECONDS = 600.0
STOP_SECONDS = 1.0
SPILL_BYTES = 50_000_000
"""Of one sort or grouping: what is more goes to disk, as spans want the memory at the same time."""
MARK = "centspan-job"
"""Names the jobs' queries, so that a stop need not wait for a long one."""


class Jobs:
    """The background jobs of one engine, each with a client of its own."""

    def __init__(
        self,
        engine: Engine,
        prices: Sources,
        budgets: Followed,
        places: Places,
        optimize_every: timedelta | None = None,
    ) -> None:
        """Without `optimize_every` nothing is proposed."""
        self._engine = engine
        alerting = Alerting(lambda: _client(engine), budgets, places)
        self._jobs = (
            Job("roller", ROLL_SECONDS, _Rolling(engine).run),
            Job("price resolver", PRICE_SECONDS, _Pricing(engine, prices).run),
            *alerting.jobs,
            *Optimizing(lambda: _client(engine), prices, optimize_every).jobs,
        )

    def start(self) -> None:
        """Begin."""
        for job in self._jobs:
            job.start()

    def states(self) -> tuple[JobState, ...]:
        """How each stands."""
        return tuple(job.state for job in self._jobs)

    def stop(self) -> None:
        """Begin no run more; end those under way, by killing their queries after a second.

        Each run is safe to cut off anywhere: the next one does its work again.
        """
        self.wind_down()
        until = time.monotonic() + STOP_SECONDS
        if not all(job.join(max(until - time.monotonic(), 0)) for job in self._jobs):
            kill_queries(self._engine, MARK)
            for job in self._jobs:
                job.join(STOP_SECONDS)

    def wind_down(self) -> None:
        """Begin no run more."""
        for job in self._jobs:
            job.stop()


class _Rolling:
    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._client: Any = None
        self._roller: Roller | None = None
        self._pruned_at = time.monotonic()

    def run(self) -> str:
        if self._roller is None:
            self._client = _client(self._engine)
            self._roller = Roller(self._client)
        result = self._roller.run()
        if time.monotonic() - self._pruned_at > PRUNE_SECONDS:
            prune(self._client)
            self._pruned_at = time.monotonic()
        return result.problem()


class _Pricing:
    def __init__(self, engine: Engine, prices: Sources) -> None:
        self._engine = engine
        self._prices = prices
        self._client: Any = None

    def run(self) -> None:
        if self._client is None:
            self._client = _client(self._engine)
        resolve(self._client, self._prices)


def _client(engine: Engine) -> Any:
    client = engine.client()
    client.set_client_setting("log_comment", MARK)
    # What nobody waits for leaves the other cores, and the memory of a second thread, to those who ask.
    client.set_client_setting("max_threads", 1)
    for what in ("group_by", "sort"):
        client.set_client_setting(f"max_bytes_before_external_{what}", SPILL_BYTES)
    return client

"""Alerts as background work: rules are judged, and what is to be told is sent until it arrives."""

from collections.abc import Callable
from typing import Any, Final

from centspan.alerts.address import Places
from centspan.alerts.budgets.followed import Followed
from centspan.alerts.notify.deliver import deliver_due, now
from centspan.alerts.notify.http import Http
from centspan.alerts.watch import Given, Watch, given
from centspan.deploy.stack.background import Job, JobState

LOOK_SECONDS: Final = 5.0
SEND_SECONDS: Final = 1.0
STOP_SECONDS: Final = 5.0
MakeClient = Callable[[], Any]


class Alerting:
    """Looks at one store and tells; each of its two jobs has a client of its own."""

    def __init__(
        self, make_client: MakeClient, budgets: Followed, places: Places, *, judging: bool = True
    ) -> None:
        """Without `judging` others find what is told, and this applies the budgets and sends."""
        self._make_client = make_client
        self._budgets = budgets
        self._places = places
        self._judging = judging
        self._watching: tuple[Any, Watch] | None = None
        self._sending: Any = None
        self._http = Http()
        self.jobs = (
            Job("alerts", LOOK_SECONDS, self._look),
            Job("notifications", SEND_SECONDS, self._send),
        )

    def start(self) -> None:
        """Begin both jobs."""
        for job in self.jobs:
            job.start()

    def states(self) -> tuple[JobState, ...]:
        """How each job stands."""
        return tuple(job.state for job in self.jobs)

    def wind_down(self) -> None:
        """Begin no run more."""
        for job in self.jobs:
            job.stop()

    def stop(self) -> None:
        """Wait for runs under way, some seconds each; what is cut off is done again after a start."""
        self.wind_down()
        for job in self.jobs:
            job.join(STOP_SECONDS)

    @property
    def given(self) -> Given:
        """What the file of budgets says now."""
        return given(self._budgets.file, self._places)

    def _going(self) -> bool:
        return not self.jobs[0].stopping

    def _look(self) -> str:
        """Judge what is due; returns what went wrong without stopping the rest."""
        if self._watching is None:
            client = self._make_client()
            self._watching = client, Watch(client, going=self._going)
        client, watch = self._watching
        self._budgets.refresh(client)
        if self._judging:
            watch.look(self.given, now())
        failed = (f"rule {rule}: {why}" for rule, why in sorted(watch.failures.items()))
        return "; ".join(filter(None, (self._budgets.problem, *failed)))

    def _send(self) -> None:
        channels = self.given.channels
        if not channels:
            return
        if self._sending is None:
            self._sending = self._make_client()
        deliver_due(self._sending, channels, self._http)

"""One customer suddenly asks many times as much as usual."""

from dataclasses import replace

import numpy as np

from centspan.deploy.demo.backfill.arrivals import HOUR
from centspan.deploy.demo.backfill.calls import Calls
from centspan.deploy.demo.backfill.money import rough_usd
from centspan.deploy.demo.backfill.people import TENANTS, USERS_PER_TENANT
from centspan.deploy.demo.backfill.stories.story import Scene, Told

USUAL_RANKS = (4, 12)
"""The customer is neither the largest nor a stranger."""


class TenantSpike:
    """For some hours one tenant costs two to four times what all production usually does.

    Not before the tenant is known for two weeks: it takes that long to learn what is usual.
    """

    name = "tenant_spike"
    homes = ("support-answer", "copilot-chat", "research-agent")

    def tell(self, calls: Calls, scene: Scene) -> Told:
        """Add the tenant's calls."""
        own = scene.own(calls)
        sizes = np.bincount(calls.tenant[own], minlength=len(TENANTS))
        tenant = int(np.argsort(-sizes, kind="stable")[scene.random.integers(*USUAL_RANKS)])
        length = int(scene.within(6, 14)) * HOUR
        start = scene.working_hour(0.55, 0.9, length)
        end = start + length
        usual = rough_usd(calls.take(calls.environment == 0)).sum() / scene.when.days / 24
        usd = scene.within(2.2, 3.6) * usual * length / HOUR
        extra = scene.more(round(usd / rough_usd(calls.take(own)).mean()), start, end)
        one = np.full(len(extra), tenant)
        users = tenant * USERS_PER_TENANT + extra.user % USERS_PER_TENANT
        extra = replace(extra, tenant=one, user=np.where(extra.user < 0, extra.user, users))
        facts = {"start": start, "end": end, "tenant": TENANTS[tenant], "calls": len(extra)}
        return Told(calls.also(extra), facts)

"""A saving out of what is spent, a month: what a proposal and a plan of several have in common."""

from decimal import Decimal

from centspan.optimizer.interval import Interval


class Monthly:
    """Amounts are USD a month of 30 days; the interval is of the saved share of `baseline_usd`."""

    __slots__ = ()
    baseline_usd: Decimal
    saving_usd: Decimal
    interval: Interval | None

    @property
    def saved_share(self) -> Decimal:
        """The share of the baseline that is saved."""
        return self.saving_usd / self.baseline_usd if self.baseline_usd else Decimal(0)

    @property
    def low_usd(self) -> Decimal | None:
        """The lower end of the interval, in USD a month."""
        return None if self.interval is None else self.interval.low * self.baseline_usd

    @property
    def high_usd(self) -> Decimal | None:
        """The upper end of the interval, in USD a month."""
        return None if self.interval is None else self.interval.high * self.baseline_usd

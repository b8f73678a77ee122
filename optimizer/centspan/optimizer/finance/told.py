"""Where something pays, in words."""

from centspan.optimizer.finance.hosting import Compared
from centspan.optimizer.finance.self_hosting import Range


def pays_from(each: Compared) -> str:
    """From how many calls a month an option pays, over its first year."""
    if not each.pays:
        return "which pays at no volume"
    told = ", ".join(_range(one) for one in each.pays)
    return f"which pays {told} calls a month"


def _range(each: Range) -> str:
    if each.last is None:
        return f"above {each.first - 1:,}"
    return f"from {each.first:,} to {each.last:,}"

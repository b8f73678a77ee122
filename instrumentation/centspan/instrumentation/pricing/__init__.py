"""What a call cost by list price, as the app sees it; never a bill: the store prices on read."""

from centspan.instrumentation.pricing.cost import cost_attributes, cost_given

__all__ = ["cost_attributes", "cost_given"]

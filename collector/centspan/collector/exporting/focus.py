"""Columns named as the FinOps Open Cost and Usage Specification names them.

ListCost is the list price, ContractedCost the price after contract, EffectiveCost and BilledCost what
provider or gateway recorded, else the contract's. One row a model, tier and day; labels are in Tags.
"""

from datetime import datetime
from typing import Final

from centspan.collector.exporting.grouped import SUMS, contracted, grouped
from centspan.collector.exporting.question import Question
from centspan.collector.money_sql import TOKENS

BY: Final = (
    "day", "environment", "service", "feature", "team", "provider", "model", "operation",
    "service_tier", "context_band",
)  # fmt: skip
TAGS: Final = ("environment", "service", "feature", "team")
COLUMNS: Final = (
    ("BillingCurrency", "'USD'"),
    ("BillingPeriodStart", "toStartOfMonth(day)"),
    ("BillingPeriodEnd", "toStartOfMonth(addMonths(day, 1))"),
    ("ChargePeriodStart", "toDateTime(day, 'UTC')"),
    ("ChargePeriodEnd", "toDateTime(day + 1, 'UTC')"),
    ("ChargeCategory", "'Usage'"),
    ("ChargeFrequency", "'Usage-Based'"),
    ("ChargeDescription", "concat(operation, ' with ', model)"),
    ("ServiceCategory", "'AI and Machine Learning'"),
    ("ServiceName", "provider"),
    ("ProviderName", "provider"),
    ("PublisherName", "provider"),
    ("ResourceId", "model"),
    ("ResourceName", "model"),
    ("SkuId", "concat(model, if(service_tier = '', '', concat('/', service_tier)))"),
    ("SkuPriceId", "concat(SkuId, if(context_band = 0, '', concat('/', toString(context_band))))"),
    ("PricingCategory", "'Standard'"),
    ("ConsumedQuantity", " + ".join(TOKENS)),
    ("ConsumedUnit", "'Tokens'"),
    ("ListCost", "list_usd"),
    ("ContractedCost", "contracted_usd"),
    ("EffectiveCost", "effective_usd"),
    ("BilledCost", "effective_usd"),
    ("Tags", "toJSONString(map({tags}))"),
    ("x_Calls", "calls"),
    *((f"x_{''.join(map(str.capitalize, name.split('_')))}", name) for name in TOKENS),
    ("x_UnpricedCalls", "unpriced_calls"),
)
"""FOCUS column and what it is made of; ours begin with x_."""


def focus(start: datetime, end: datetime, database: str) -> Question:
    """Ask for spend in FOCUS columns, over the whole hours that the time touches.

    `database` is where the store keeps its prices.
    """
    inner = grouped(BY, start, end, (*SUMS, ("contracted_usd", contracted(database))))
    tags = ", ".join(f"'{name}', {name}" for name in TAGS)
    columns = ", ".join(f"{what.format(tags=tags)} AS {name}" for name, what in COLUMNS)
    return Question(f"SELECT {columns} FROM ({inner.sql})", inner.parameters)

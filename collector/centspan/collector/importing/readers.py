"""How the cells of one import are read: the fields' own readers, and what its options change of them."""

from functools import partial
from typing import Final

from centspan.collector.importing.cells import Readers
from centspan.collector.importing.fields import FIELDS
from centspan.collector.importing.moments import micros
from centspan.collector.importing.usage import COUNTS
from centspan.collector.importing.values import many

TIMES: Final = ("started_at", "ended_at", "first_token_at", "judged_at")

SHARED: Final = frozenset(("calls", *(field for _, field in COUNTS)))


def readers(kind: str, *, unit: str = "", shared: bool = False) -> Readers:
    """Readers of a kind's fields. `shared`: a row may stand for many calls, whose counts are larger."""
    found = dict(FIELDS[kind])
    for name in FIELDS[kind]:
        if name in TIMES:
            found[name] = partial(micros, unit=unit)
        if shared and name in SHARED:
            found[name] = many
    return found

"""The rules as Grafana loads them."""

import pytest

from centspan.alerts.grafana.file import document
from centspan.alerts.grafana.rule_entry import Readers


@pytest.fixture(scope="session")
def built():
    """The file's content, for readers of a local stack."""
    return document(Readers("http://127.0.0.1:8088"))


@pytest.fixture(scope="session")
def drawn(built):
    """rule id → the rule in the file."""
    return {rule["labels"]["rule"]: rule for group in built["groups"] for rule in group["rules"]}

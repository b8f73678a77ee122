"""The engine that most tests of the store share within a module."""

import pytest

from centspan.collector.engine import Engine
from centspan.collector.migrate import migrate


@pytest.fixture(scope="module")
def engine(tmp_path_factory):
    engine = Engine(tmp_path_factory.mktemp("store"))
    migrate(engine.client())
    yield engine
    engine.close()

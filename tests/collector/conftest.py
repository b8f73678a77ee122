"""The engine that most tests of the store share within a module."""

import pytest

from centspan.collector.engine import Engine


@pytest.fixture(scope="module")
def engine(tmp_path_factory, new_store):
    engine = Engine(new_store(tmp_path_factory.mktemp("store")))
    yield engine
    engine.close()

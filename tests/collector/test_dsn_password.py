"""A password may stand in a file, as secrets are given to containers."""

import pytest

from centspan.collector.dsn import parse
from centspan.instrumentation.errors import CentspanError


def test_a_password_is_read_from_the_file_that_is_named(tmp_path):
    """`?password_file=` is read without the line's end, and goes before a password in the DSN."""
    (tmp_path / "secret").write_text("from a file\n")
    said = f"clickhouse://me:other@server:8123/db?password_file={tmp_path}/secret"
    assert parse(said).password == "from a file"


def test_a_file_that_cannot_be_read_is_named(tmp_path):
    """Which file, and why."""
    with pytest.raises(CentspanError, match=r"password_file .*/none cannot be read: No such file"):
        parse(f"http://server?password_file={tmp_path}/none")

import pytest

from centspan.deploy.demo.folder import fresh
from centspan.instrumentation.errors import CentspanError


def test_a_folder_that_no_demo_made_is_left_alone(tmp_path):
    """The demo removes nothing that it did not make."""
    kept = tmp_path / "thesis.txt"
    kept.write_text("years of work")
    with pytest.raises(CentspanError, match="not made by a demo"):
        fresh(tmp_path)
    assert kept.read_text() == "years of work"


def test_a_file_is_no_folder(tmp_path):
    """A file where the folder should be is an error, not removed."""
    file = tmp_path / "data"
    file.write_text("")
    with pytest.raises(CentspanError, match="expected a folder"):
        fresh(file)


def test_an_earlier_demo_is_replaced(tmp_path):
    """What an earlier demo left is removed."""
    folder = fresh(tmp_path / "demo-data")
    (folder / "old").write_text("")
    assert not (fresh(folder) / "old").exists()

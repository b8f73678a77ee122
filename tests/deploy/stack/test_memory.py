from pathlib import Path


def test_no_library_of_tables_is_loaded(start_up, tmp_path):
    """`centspan up` holds neither pandas nor pyarrow, which the engine and its driver would load."""
    up = start_up(tmp_path)  # a new store is written to before it is ready
    files = Path(f"/proc/{up.process.pid}/maps").read_text()
    assert "chdb" in files
    assert "pandas" not in files
    assert "pyarrow" not in files
    up.stop()

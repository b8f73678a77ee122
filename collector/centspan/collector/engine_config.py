"""The engine's configuration: memory, background pools, users and roles."""

import os
import tempfile
from importlib.resources import files
from pathlib import Path
from string import Template
from xml.sax.saxutils import escape

DEFAULT_MAX_MEMORY_BYTES = 1_500_000_000


def write_config(directory: Path, max_memory_bytes: int) -> Path:
    """Put the engine's configuration into `directory` and return the main file's path.

    Raises OSError when the directory cannot be written.
    """
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    users = directory / "users.xml"
    config = directory / "config.xml"
    _replace(users, _template("users.xml").substitute(query_memory_bytes=max_memory_bytes // 2))
    values = {"max_memory_bytes": max_memory_bytes, "users_file": escape(str(users))}
    _replace(config, _template("config.xml").substitute(values))
    return config


def _template(name: str) -> Template:
    source = files("centspan.collector").joinpath("engine_files", name)
    return Template(source.read_text(encoding="utf-8"))


def _replace(path: Path, text: str) -> None:
    """Atomically: a running engine re-reads its users file whenever it changes."""
    if path.exists() and path.read_text(encoding="utf-8") == text:
        return
    descriptor, temporary = tempfile.mkstemp(dir=path.parent)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
    os.replace(temporary, path)

"""Runs `app.py` until it is killed, and reads what it had told of its calls."""

import os
import subprocess
import sys
import time
from pathlib import Path

SCRIPT = Path(__file__).with_name("app.py")
START_SECONDS = 60


class App:
    """One app that sends to `endpoint`; `file` is made by it."""

    def __init__(self, file: Path, endpoint: str, service: str) -> None:
        self.file = file
        plain = {name: value for name, value in os.environ.items() if "CENTSPAN" not in name}
        self._env = plain | {
            "OTEL_EXPORTER_OTLP_ENDPOINT": endpoint,
            "OTEL_SERVICE_NAME": service,
        }

    def start(self) -> None:
        """Start it; its first lines come a second later."""
        self.file.touch()
        self._process = subprocess.Popen([sys.executable, SCRIPT, self.file], env=self._env)

    def wait_until_answered(self) -> None:
        """Wait until a call of it has gone all the way."""
        deadline = time.monotonic() + START_SECONDS
        while "answered" not in self.file.read_text():
            assert self._process.poll() is None, "the app ended by itself"
            assert time.monotonic() < deadline, "no call of the app was answered"
            time.sleep(0.05)

    def kill(self) -> None:
        """End it without a chance to say goodbye."""
        self._process.kill()
        self._process.wait()

    def told(self) -> tuple[dict[str, tuple[int, int]], set[str]]:
        """Every call with its tokens, and those that the exporter was answered for."""
        # What stands behind the last end of a line is cut off.
        words = [line.split() for line in self.file.read_text().split("\n")[:-1]]
        called = {each[1]: (int(each[2]), int(each[3])) for each in words if each[0] == "called"}
        return called, {each[1] for each in words if each[0] == "answered"}

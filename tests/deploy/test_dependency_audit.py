"""What CI asks pip's index of pinned releases."""

import json
import os
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

AUDIT = Path(__file__).parents[2] / ".ci" / "audit.py"
LOCK = """\
first==1.0 \\
    --hash=sha256:00
second==2.0rc1 ; python_version >= '3.11' \\
    --hash=sha256:00
"""
FINDING = {"id": "PYSEC-1", "fixed_in": ["2.1"], "summary": "reads any file", "withdrawn": None}


@pytest.fixture
def audit(tmp_path):
    """Audits LOCK at an index with these pages; gives its exit status and last words."""
    (tmp_path / "lock").write_text(LOCK)

    def run(pages):
        class Index(BaseHTTPRequestHandler):
            def do_GET(self):
                found = self.path in pages
                self.send_response(200 if found else 404)
                self.end_headers()
                self.wfile.write(json.dumps(pages.get(self.path, {})).encode())

            def log_message(self, *words):
                pass

        with ThreadingHTTPServer(("127.0.0.1", 0), Index) as server:
            threading.Thread(target=server.serve_forever, daemon=True).start()
            env = os.environ | {"PIP_INDEX_URL": f"http://127.0.0.1:{server.server_port}/simple/"}
            command = [sys.executable, str(AUDIT), str(tmp_path / "lock")]
            done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
            server.shutdown()
        return done.returncode, done.stdout.splitlines(), done.stderr

    return run


def test_a_known_vulnerability_fails(audit):
    """A pinned release with an advisory that stands is named with its fix; one that was withdrawn is not."""
    withdrawn = FINDING | {"id": "PYSEC-2", "withdrawn": "2026-01-01T00:00:00Z"}
    pages = {
        "/pypi/first/1.0/json": {"vulnerabilities": []},
        "/pypi/second/2.0rc1/json": {"vulnerabilities": [FINDING, withdrawn]},
    }
    said = [
        "second 2.0rc1: PYSEC-1 (fixed in 2.1) reads any file",
        "2 releases, 0 not told of, 1 findings",
    ]
    assert audit(pages) == (1, said, "")


def test_an_index_that_tells_nothing_is_said(audit):
    """A mirror without such pages is asked once, and one line says that nothing was audited."""
    said = ["dependency audit left out: pip's index tells no vulnerabilities"]
    assert audit({}) == audit({"/pypi/first/1.0/json": {"info": {}}}) == (0, said, "")

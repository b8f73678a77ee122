"""A Grafana for tests: the few paths of its HTTP API that a push needs, as Grafana answers them."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Grafana:
    """Folders and boards in memory; every request is kept. `prefix` is the path it is served under."""

    def __init__(self, token, prefix=""):
        self.token, self.prefix = token, prefix
        self.folders, self.boards, self.sources, self.requests = {}, {}, {}, []
        self.provisioned = set()
        grafana = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                grafana.answer(self)

            do_POST = do_PUT = do_DELETE = do_GET

            def log_message(self, *_):
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()

    @property
    def url(self):
        return f"http://127.0.0.1:{self._server.server_port}{self.prefix}"

    def close(self):
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def written(self):
        """The requests that change something, as (method, path)."""
        return [(method, path) for method, path, _ in self.requests if method != "GET"]

    def answer(self, request):
        length = int(request.headers.get("Content-Length") or 0)
        body = json.loads(request.rfile.read(length)) if length else None
        path = request.path.removeprefix(f"{self.prefix}/api")
        self.requests.append((request.command, path, body))
        status, said = self._said(request, path, body)
        text = json.dumps(said).encode()
        request.send_response(status)
        request.send_header("Content-Type", "application/json; charset=UTF-8")
        request.send_header("Content-Length", str(len(text)))
        request.end_headers()
        request.wfile.write(text)

    def _said(self, request, path, body):
        if not request.path.startswith(f"{self.prefix}/api/"):
            return 404, {"message": "Not found"}
        if request.headers.get("Authorization") != f"Bearer {self.token}":
            return 401, {"message": "Invalid API key"}
        match request.command, path.strip("/").split("/"):
            case "GET", ["folders", uid]:
                return self._get(self.folders, uid, "folder not found")
            case "POST", ["folders"]:
                self.folders[body["uid"]] = body
                return 200, body
            case "GET", ["datasources", "uid", uid]:
                return self._get(self.sources, uid, "Data source not found")
            case ("POST", ["datasources"]) | ("PUT", ["datasources", "uid", _]):
                secrets = {key: True for key, value in body.pop("secureJsonData").items() if value}
                self.sources[body["uid"]] = body | {"id": 1, "secureJsonFields": secrets}
                return 200, {"datasource": self.sources[body["uid"]], "message": "Datasource added"}
            case "GET", ["dashboards", "uid", uid]:
                return self._get(self.boards, uid, "Dashboard not found")
            case "POST", ["dashboards", "db"]:
                return self._store(body)
        return 404, {"message": "Not found"}

    def _get(self, among, uid, missing):
        return (200, among[uid]) if uid in among else (404, {"message": missing})

    def _store(self, body):
        board = body["dashboard"]
        uid = board["uid"]
        former = self.boards.get(uid)
        if uid in self.provisioned:
            return 400, {"message": "Cannot save provisioned dashboard"}
        if body["folderUid"] not in self.folders:
            return 400, {"message": "folder not found"}
        if former and not body.get("overwrite"):
            return 412, {"status": "name-exists", "message": "The board has been changed"}
        version = former["dashboard"]["version"] + 1 if former else 1
        # What Grafana 13 makes of it: a newer schema, defaults filled in, ids of its own.
        kept = {key: value for key, value in board.items() if value not in ("", None)}
        kept |= {
            "id": len(self.boards) + 1,
            "version": version,
            "schemaVersion": 42,
            "preload": False,
        }
        self.boards[uid] = {"meta": {"folderUid": body["folderUid"]}, "dashboard": kept}
        return 200, {"status": "success", "uid": uid, "version": version}

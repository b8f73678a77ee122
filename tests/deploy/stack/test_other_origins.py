"""A real Chromium on pages of other origins: nothing of any port is read, and nothing is written."""

import contextlib
import shutil
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

import pytest

playwright = pytest.importorskip(
    "playwright.sync_api", reason="install playwright (group dev) to ask from another origin"
)
NAMES = ("chromium", "chromium-browser", "google-chrome")
CHROMIUM = next((path for name in NAMES if (path := shutil.which(name))), None)
pytestmark = pytest.mark.skipif(
    CHROMIUM is None, reason="install chromium to ask from another origin"
)

WRITE = """
async ([clickhouse, otlp, ui]) => {
  const kinds = ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data"];
  const sql = "CREATE TABLE stolen (a UInt8) ENGINE = Memory";
  const quietly = (asked) => asked.catch(() => null);
  for (const kind of kinds) {
    for (const url of [`${clickhouse}/?database=centspan`, `${otlp}/v1/traces`, `${ui}/api/alerts`]) {
      const body = url.startsWith(clickhouse) ? sql : new Uint8Array([10, 0]);
      await quietly(fetch(url, {method: "POST", mode: "no-cors", headers: {"Content-Type": kind}, body}));
      navigator.sendBeacon(url, new Blob([body], {type: kind}));
      const frame = document.body.appendChild(document.createElement("iframe"));
      frame.name = "hidden";
      const form = document.body.appendChild(document.createElement("form"));
      Object.assign(form, {method: "POST", action: url, enctype: kind, target: "hidden"});
      form.appendChild(Object.assign(document.createElement("input"), {name: "query", value: sql}));
      form.submit();
    }
  }
  await quietly(fetch(`${otlp}/v1/traces`, {method: "POST", body: "{}", headers: {"Content-Type": "application/json"}}));
}
"""
READ = """
async ([clickhouse, otlp, ui]) => {
  const got = [];
  const query = (sql) => `${clickhouse}/?query=${encodeURIComponent(sql)}`;
  const urls = [query("SELECT 1"), `${clickhouse}/ping`, `${otlp}/v1/traces`, `${ui}/`, `${ui}/healthz`];
  for (const url of urls) {
    await fetch(url).then(() => got.push(url), () => null);
    await fetch(url, {credentials: "include"}).then(() => got.push(url), () => null);
    await new Promise((done) => {
      const image = new Image();
      image.onload = () => { got.push(`image ${url}`); done(); };
      image.onerror = done;
      image.src = url;
    });
    const frame = document.body.appendChild(document.createElement("iframe"));
    await new Promise((done) => { frame.onload = done; frame.src = url; });
    try { if (frame.contentDocument?.body.innerText) got.push(`frame ${url}`); } catch { /* as it should be */ }
  }
  for (const format of ["TSVRaw", "LineAsString", "RawBLOB", "JSONEachRow", "CSV", "Values"]) {
    await new Promise((done) => {
      const script = document.createElement("script");
      script.onload = script.onerror = done;
      script.src = query(`SELECT 'window.leaked=1' FORMAT ${format}`).replace("JSONEachRow", "JSON");
      document.head.appendChild(script);
    });
    const style = document.head.appendChild(document.createElement("link"));
    await new Promise((done) => {
      style.onload = style.onerror = done;
      Object.assign(style, {rel: "stylesheet", href: query(`SELECT 'body{--leaked:1}' FORMAT ${format}`)});
    });
  }
  if (window.leaked) got.push("script");
  if (getComputedStyle(document.body).getPropertyValue("--leaked")) got.push("style");
  for (const url of [clickhouse, otlp, ui]) {
    await new Promise((done) => {
      const socket = new WebSocket(url.replace("http", "ws"));
      socket.onopen = () => { got.push(`socket ${url}`); done(); };
      socket.onerror = done;
    });
  }
  return got;
}
"""


@pytest.fixture(scope="module")
def browser():
    """One for all tests here; a name of somebody else's leads to this machine, as after DNS rebinding."""
    with playwright.sync_playwright() as started:
        arguments = ["--no-sandbox", "--host-resolver-rules=MAP rebound.example 127.0.0.1"]
        browser = started.chromium.launch(executable_path=CHROMIUM, args=arguments)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory):
    """The port of a site that has a page."""
    folder = tmp_path_factory.mktemp("site")
    (folder / "index.html").write_text("<!doctype html><title>elsewhere</title><body>")
    served = partial(SimpleHTTPRequestHandler, directory=folder)
    with ThreadingHTTPServer(("127.0.0.1", 0), served) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_port
        server.shutdown()


def ports(up):
    return [up.clickhouse, up.otlp_http, up.ui]


def count(up, table):
    return up.sql(f"SELECT count() FROM {table}", database="centspan").data


# `localhost` and `127.0.0.1` are other sites to a browser; another port of either is another origin of one site.
@pytest.mark.parametrize("host", ["localhost", "127.0.0.1"])
def test_a_page_of_another_origin_writes_nothing(up, browser, elsewhere, host):
    """No fetch, form or beacon of another page reaches a port's store, whatever it says that it sends."""
    before = count(up, "otel_traces")
    page = browser.new_page()
    page.goto(f"http://{host}:{elsewhere}/")
    page.evaluate(WRITE, ports(up))
    page.close()
    assert up.sql("EXISTS TABLE stolen", database="centspan").data == b"0\n"
    assert count(up, "otel_traces") == before


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1"])
def test_a_page_of_another_origin_reads_nothing(up, browser, elsewhere, host):
    """No fetch, frame, image, script, style sheet or socket of another page gets an answer of any port."""
    page = browser.new_page()
    page.goto(f"http://{host}:{elsewhere}/")
    assert page.evaluate(READ, ports(up)) == []
    page.close()


def test_a_page_behind_a_rebound_name_gets_no_answer(up, browser):
    """A name of somebody else's that leads to this machine is refused on every port, so its pages are of no origin here."""
    page = browser.new_page()
    for url in ports(up):
        port = urlsplit(url).port
        answer = page.goto(f"http://rebound.example:{port}/?query=SELECT+1")
        assert answer.status == 421
        tried = page.evaluate(
            "(sql) => fetch('/', {method: 'POST', body: sql}).then((answer) => answer.status)",
            "CREATE TABLE stolen (a UInt8) ENGINE = Memory",
        )
        assert tried == 421
    page.close()
    assert up.sql("EXISTS TABLE stolen", database="centspan").data == b"0\n"


def test_who_follows_a_link_or_types_an_address_reads_the_boards(up, browser, elsewhere):
    """A link on another page opens the boards; what its page loads is of their own origin."""
    page = browser.new_page()
    failed = []
    page.on("response", lambda answer: failed.append(answer.url) if answer.status >= 400 else None)
    page.goto(f"http://localhost:{elsewhere}/")
    page.evaluate("(url) => { location.href = url }", f"{up.ui}/")
    page.wait_for_url(f"{up.ui}/**")
    page.wait_for_load_state("load")
    assert page.title()
    with contextlib.suppress(playwright.Error):
        page.close()
    assert failed == []

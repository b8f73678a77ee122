"""Every port is guarded: against other hosts' names, other pages' requests, and those without a token."""

import io

import grpc
import pytest
import urllib3
from odd_http2 import EXPORT
from odd_spans import plain

from centspan.deploy.stack.clickhouse_http.frames import FrameReader
from centspan.deploy.stack.ports import Guard, guard_from, host_allowed
from centspan.instrumentation.errors import CentspanError

TOKEN = "s3cret-token"
HTTP_PORTS = ("clickhouse", "otlp_http", "ui")
PATHS = {"clickhouse": "/?query=SELECT+1", "otlp_http": "/v1/traces", "ui": "/"}


@pytest.fixture(scope="module")
def locked(start_up, tmp_path_factory, new_store):
    """A stack that asks for a token."""
    data = new_store(tmp_path_factory.mktemp("locked") / "data")
    return start_up(data, CENTSPAN_TOKEN=TOKEN)


def ask(stack, port, method="GET", headers=None):
    url = getattr(stack, port) + PATHS[port]
    return urllib3.request(method, url, headers=headers, redirect=False, retries=False, timeout=20)


@pytest.mark.parametrize("port", HTTP_PORTS)
def test_a_rebound_name_is_refused(up, port):
    """A Host header that only DNS rebinding would bring here is 421, and localhost is not."""
    assert ask(up, port, "POST", {"Host": "evil.example"}).status == 421
    assert ask(up, port, "POST", {"Host": "localhost.evil.example:8123"}).status == 421
    assert ask(up, port, "POST", {"Host": "localhost"}).status != 421


@pytest.mark.parametrize("port", HTTP_PORTS)
def test_a_page_elsewhere_can_neither_write_nor_read(up, port):
    """A POST with a foreign Origin is refused, and no answer carries a CORS header."""
    foreign = {"Origin": "https://evil.example"}
    refused = ask(up, port, "POST", foreign)
    assert refused.status == 403
    assert ask(up, port, "OPTIONS", foreign).status in (403, 405)
    for answer in (refused, ask(up, port, "GET", foreign)):
        assert not [name for name in answer.headers if name.lower().startswith("access-control")]


@pytest.mark.parametrize("port", HTTP_PORTS)
def test_a_token_is_needed_on_every_http_port(locked, port):
    """Without the token, or with another, 401; with it, by any of ClickHouse's ways, not."""
    assert ask(locked, port).status == 401
    assert ask(locked, port, headers={"Authorization": f"Bearer {TOKEN}x"}).status == 401
    basic = urllib3.util.make_headers(basic_auth=f"anyone:{TOKEN}")
    for headers in ({"Authorization": f"Bearer {TOKEN}"}, {"X-ClickHouse-Key": TOKEN}, basic):
        assert ask(locked, port, headers=headers).status != 401


@pytest.mark.parametrize("odd", ["é", "Basic é", "Basic %%%", "Basic /w==", "Bearer é", "\xff\xfe"])
def test_what_is_no_token_is_told_so(locked, odd):
    """Whatever stands where the token should, the answer is 401."""
    for port in HTTP_PORTS:
        answer = ask(locked, port, headers={"Authorization": odd.encode("latin-1")})
        assert answer.status == 401


def test_probes_need_no_token(locked):
    """/ping and /healthz answer anyone who may ask this host at all."""
    assert urllib3.request("GET", f"{locked.clickhouse}/ping", timeout=30).status == 200
    assert urllib3.request("GET", f"{locked.ui}/healthz", timeout=30).status == 200


@pytest.mark.parametrize("method", ["LZ4", "zstd"])
def test_a_collector_can_read_that_its_password_is_wrong(locked, method):
    """Who asks for ClickHouse's compressed blocks, as a gateway does, gets the refusal in one, with its code."""
    url = f"{locked.clickhouse}/?query=SELECT+1&compress=1&network_compression_method={method}"
    answer = urllib3.request("GET", url, retries=False, timeout=20)
    assert (answer.status, answer.headers["X-ClickHouse-Exception-Code"]) == (401, "516")
    assert b"a token is needed" in FrameReader(io.BytesIO(answer.data)).read(10_000)


def test_a_token_is_needed_over_grpc(locked):
    """UNAUTHENTICATED without it, stored with it as Bearer."""
    body = plain("guarded", 1).SerializeToString()
    with grpc.insecure_channel(locked.otlp_grpc.removeprefix("http://")) as channel:
        export = channel.unary_unary(EXPORT)
        with pytest.raises(grpc.RpcError) as caught:
            export(body, timeout=20)
        assert caught.value.code() is grpc.StatusCode.UNAUTHENTICATED
        assert export(body, timeout=20, metadata=(("authorization", f"Bearer {TOKEN}"),)) == b""


def test_clickhouse_connect_sends_the_token_as_its_password(locked):
    """The ordinary client's password is the token."""
    with locked.client(password=TOKEN) as client:
        assert client.command("SELECT 1") == 1


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "example.com", "192.168.0.7"])
def test_only_loopback_goes_without_a_token(host):
    """Any other bind is refused without one, and accepted with one."""
    with pytest.raises(CentspanError, match="CENTSPAN_TOKEN"):
        guard_from({}, host)
    assert guard_from({"CENTSPAN_TOKEN": TOKEN}, host).token == TOKEN


def test_a_token_may_stand_in_a_file(tmp_path):
    """CENTSPAN_TOKEN_FILE is read without its last newline; a missing one is an error."""
    file = tmp_path / "token"
    file.write_text(f"{TOKEN}\n")
    assert guard_from({"CENTSPAN_TOKEN_FILE": str(file)}, "0.0.0.0").token == TOKEN
    with pytest.raises(CentspanError, match="cannot be read"):
        guard_from({"CENTSPAN_TOKEN_FILE": str(tmp_path / "none")}, "127.0.0.1")


@pytest.mark.parametrize(
    ("header", "allowed"),
    [
        *(("localhost", True), ("LOCALHOST:8123", True), ("127.0.0.1:1", True), ("[::1]:80", True)),
        *(("metrics.corp", True), ("10.0.0.1", False), ("", False), ("127.0.0.1.nip.io", False)),
        *(("evil.example", False), ("[::1", True), ("localhost.", True), ("a" * 9000, False)),
    ],
)
def test_a_host_header_names_this_machine_or_a_listed_name(header, allowed):
    """Loopback's names and those in CENTSPAN_ALLOWED_HOSTS; an address only where others may ask."""
    guard = guard_from({"CENTSPAN_ALLOWED_HOSTS": "metrics.corp"}, "127.0.0.1")
    assert host_allowed(guard, header) is allowed
    assert host_allowed(Guard(token="t", any_address=True), "10.0.0.1")

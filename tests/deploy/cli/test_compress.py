"""`centspan compress`."""

import json
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from centspan.collector.engine import Engine
from centspan.collector.prices.resolve import resolve
from centspan.collector.prices.sources import load_sources

COLUMNS = ("Timestamp", "TraceId", "SpanId", "SpanName", "SpanAttributes", "Duration")
ROWS = json.dumps([{"order_id": n, "state": "open"} for n in range(20)], indent=2)
LONG = "You answer as a lawyer of the firm would do, and never promise more than $50. " * 5


@pytest.fixture
def prompt(tmp_path):
    """A request in a file: a long system prompt, and a table to look at."""
    path = tmp_path / "request.json"
    said = [{"role": "system", "content": LONG}, {"role": "user", "content": f"{ROWS}\n\nWhy?"}]
    path.write_text(json.dumps({"messages": said}), "utf-8")
    return path


def test_each_way_tells_tokens_money_and_what_is_left(answer, prompt):
    """A prompt in a file is shortened in each way and by all, with tokens by section, dollars and the facts that are left."""
    (found,) = answer("compress", prompt)
    ways = {each["strategy"]: each for each in found["strategies"]}
    assert list(ways) == ["schema", "distil", "few_shot", "history", "all"]
    assert ways["schema"]["lossless"]
    assert ways["schema"]["tokens_after"]["user"] < ways["schema"]["tokens_before"]["user"] / 2
    assert float(ways["schema"]["saved_usd_per_1000_calls"]) == pytest.approx(
        ways["schema"]["saved_tokens"] * 2.5e-6 * 1000
    )
    assert ways["distil"]["tokens_after"]["system"] * 4 < ways["distil"]["tokens_before"]["system"]
    assert ways["distil"]["same_beginning_characters"] > 70
    assert "proxy" in found["judged"]


def test_one_way_shows_the_shorter_prompt(centspan, prompt):
    """`--strategy` and `--show` print the prompt as that strategy leaves it, ready to be sent."""
    code, out, _ = centspan("compress", prompt, "--strategy", "schema", "--show")
    assert code == 0
    request = json.loads(out[out.index("{\n") :])
    assert request["messages"][1]["content"].startswith('{"$columns":["order_id","state"]')


def test_a_text_is_a_prompt_too(answer):
    """A prompt may be said on the command line."""
    (found,) = answer("compress", "--text", "Why?", "--strategy", "distil")
    assert found["strategies"][0]["saved_tokens"] == 0


@pytest.mark.parametrize(
    ("asked", "told"),
    [(["none.txt"], "expected a prompt in none.txt"), (["--llm", "m"], "name a prompt")],
)
def test_a_prompt_that_is_not_there(centspan, asked, told):
    """A file that cannot be read, and a model without a prompt, are refused with what to do."""
    code, _, complaint = centspan("compress", *asked)
    assert code == 2
    assert told in complaint


OWN = """
class Strict:
    says = "nothing is good enough"

    def quality(self, before, after):
        return 0

class Short:
    def summarize(self, said, characters):
        return "They talked."
"""


def test_a_team_may_bring_its_own_judge_and_summarizer(answer, tmp_path, monkeypatch):
    """`--judge` and `--summarizer` name what judges and summarises instead of ours."""
    (tmp_path / "own_ways.py").write_text(OWN, "utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    said = [{"role": role, "content": LONG} for role in ("user", "assistant") * 4]
    path = tmp_path / "talk.json"
    path.write_text(json.dumps([*said, {"role": "user", "content": "Why?"}]), "utf-8")
    own = ("--judge", "own_ways:Strict", "--summarizer", "own_ways:Short")
    (found,) = answer("compress", path, "--strategy", "history", *own)
    (history,) = found["strategies"]
    assert (found["judged"], history["quality"]) == ("nothing is good enough", 0)
    assert history["request"]["messages"][0]["content"].endswith("They talked.")


@pytest.fixture
def model(monkeypatch):
    """The address of a provider whose model answers with a few words, and what it was sent."""
    sent = []

    class Answers(BaseHTTPRequestHandler):
        def do_POST(self):
            sent.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            choice = {"index": 0, "finish_reason": "stop"}
            choice["message"] = {"role": "assistant", "content": "Answer as a lawyer. Max $50."}
            usage = {"prompt_tokens": 1000, "completion_tokens": 100, "total_tokens": 1100}
            body = {"id": "1", "object": "chat.completion", "created": 1, "model": "m"}
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(json.dumps({**body, "choices": [choice], "usage": usage}).encode())

        def log_message(self, *said):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    Thread(target=server.serve_forever, daemon=True).start()
    monkeypatch.setenv("OPENAI_API_KEY", "sk-test")
    yield f"http://127.0.0.1:{server.server_port}/v1", sent
    server.shutdown()
    server.server_close()


def test_a_model_rewrites_what_it_is_asked_to(answer, centspan, prompt, model):
    """With `--llm` the system prompt is sent to that model alone, and the command tells what it took and when that is earned."""
    url, sent = model
    asked = ("compress", prompt, "--strategy", "schema", "--llm", "gpt-4o-mini", "--llm-url", url)
    (found,) = answer(*asked)
    (request,) = sent
    assert request["messages"][1]["content"] == LONG
    ways = {each["strategy"]: each for each in found["strategies"]}
    assert ways["llm"]["request"]["messages"][0]["content"] == "Answer as a lawyer. Max $50."
    assert found["rewriting_usd"] == "0.00021"  # 1,000 tokens at $0.15 and 100 at $0.60 a million
    code, out, _ = centspan(*asked)
    assert code == 0
    assert "earned after" in out


def test_a_model_that_does_not_answer(centspan, prompt):
    """A model that cannot be reached is an error that says where to look."""
    asked = ("compress", prompt, "--llm", "m", "--llm-url", "http://127.0.0.1:1/v1")
    code, _, complaint = centspan(*asked)
    assert code == 2
    assert "expected m to answer" in complaint


@pytest.fixture(scope="module")
def kept(tmp_path_factory, new_store):
    """A store that keeps the prompts of one feature."""
    path = new_store(tmp_path_factory.mktemp("compress") / "store")
    engine = Engine(path)
    with engine.client() as client:
        client.insert("otel_traces", [_span(n) for n in range(6)], column_names=COLUMNS)
        resolve(client, load_sources())
    engine.close()
    return f"chdb://{path}"


def _span(number):
    attributes = {
        "gen_ai.operation.name": "chat",
        "gen_ai.provider.name": "openai",
        "gen_ai.request.model": "gpt-4o",
        "centspan.tokens.uncached_input": "400",
        "centspan.tokens.output": "100",
        "centspan.usage.source": "provider",
        "centspan.feature": "chat",
        "gen_ai.system_instructions": json.dumps([{"type": "text", "content": LONG}]),
        "gen_ai.input.messages": json.dumps([{"role": "user", "content": ROWS}]),
    }
    at = datetime.now(UTC) - timedelta(hours=30)
    return [at, f"{number + 1:032x}", f"{number + 1:016x}", "chat", attributes, 10**9]


def test_all_kept_prompts_are_ranked_by_what_they_save(answer, centspan, kept):
    """Without a file all kept prompts are shortened, and listed by section and strategy with the largest saving first."""
    found = answer("compress", "--dsn", kept)
    savings = [float(each["saved_usd_per_month"]) for each in found]
    assert savings == sorted(savings, reverse=True)
    assert (found[0]["feature"], found[0]["section"]) == ("chat", "user")
    assert {(each["section"], each["strategy"]) for each in found} == {
        *(("user", "schema"), ("system", "distil")),
        *(("user", "all"), ("system", "all")),
    }
    assert all(each["prompts"] == 6 for each in found)
    code, out, _ = centspan("compress", "--dsn", kept)
    assert code == 0
    assert "schema (lossless)" in out


def test_where_no_prompt_is_kept_it_says_how(centspan, tmp_path, new_store):
    """A store without text of prompts says how to allow it."""
    path = new_store(tmp_path / "store")
    engine = Engine(path)
    with engine.client() as client:
        span = _span(1)
        span[4] = {name: each for name, each in span[4].items() if "messages" not in name}
        client.insert("otel_traces", [span], column_names=COLUMNS)
        resolve(client, load_sources())
    engine.close()
    code, _, complaint = centspan("compress", "--dsn", f"chdb://{path}")
    assert code == 2
    assert "--keep-prompts" in complaint

"""No text leaves the app: a canary placed everywhere is found nowhere behind the import."""

import base64
import hashlib
from pathlib import Path

CANARY = "canary-9f31c07be2"
APP = """
import centspan.auto
import anthropic, asyncio, json, logging, openai, sys
from contextlib import suppress
from opentelemetry import propagate, trace
from centspan.instrumentation import label, llm_call, record_call, section, task

CANARY = "THE CANARY"
for name in ("centspan", "opentelemetry", "urllib3"):
    logging.getLogger(name).setLevel(logging.DEBUG)
logging.getLogger().addHandler(logging.StreamHandler())
answers = {"text": f"answer {CANARY}", "tools": [["lookup", json.dumps({"city": CANARY})]]}
def plan(**more): return {"x-plan": json.dumps([answers | more]), "x-secret": CANARY}
failing = plan(status=400, error_message=f"refused: {CANARY}")
tool = {"name": "lookup", "description": CANARY, "parameters": {"type": "object"}}
messages = [
    {"role": "system", "content": f"system {CANARY}"},
    {"role": "user", "content": section("retrieved", f"user {CANARY} " * 90)},
]
ask = {
    "model": "gpt-4o-mini", "messages": messages, "user": CANARY, "metadata": {"note": CANARY},
    "tools": [{"type": "function", "function": tool}], "extra_query": {"q": CANARY},
}
client, later = openai.OpenAI(), openai.AsyncOpenAI()
client.chat.completions.create(**ask, extra_headers=plan())
for chunk in client.chat.completions.create(**ask, extra_headers=plan(), stream=True): pass
for chunk in client.chat.completions.create(**ask, extra_headers=plan(), stream=True): break
asyncio.run(later.chat.completions.create(**ask, extra_headers=plan()))
client.responses.create(
    model="o3", input=CANARY, instructions=CANARY, safety_identifier=CANARY, extra_headers=plan())
client.embeddings.create(model="text-embedding-3-small", input=CANARY, user=CANARY)
with label(user=CANARY):
    told = {}
    propagate.inject(told)  # what a third party that the app calls would get
    print(told)
    client.embeddings.create(model="text-embedding-3-small", input=CANARY)
with suppress(openai.BadRequestError):
    client.chat.completions.create(**ask, extra_headers=failing)

claude = {
    "model": "claude-sonnet-4-5", "max_tokens": 100, "metadata": {"user_id": CANARY},
    "system": [{"type": "text", "text": CANARY}], "messages": [messages[1]],
    "tools": [{"name": "lookup", "description": CANARY, "input_schema": {"type": "object"}}],
}
other = anthropic.Anthropic()
other.messages.create(**claude, extra_headers=plan())
with other.messages.stream(**claude, extra_headers=plan()) as stream: stream.get_final_message()
with suppress(anthropic.BadRequestError):
    other.messages.create(**claude, extra_headers=failing)

with suppress(ValueError), task("answer", task_id="a-task"):
    raise ValueError(CANARY)
with suppress(openai.BadRequestError), trace.get_tracer("app").start_as_current_span("handle"):
    client.chat.completions.create(**ask, extra_headers=failing)
with suppress(ValueError), trace.get_tracer("app").start_as_current_span("work") as span:
    span.record_exception(KeyError(CANARY))
    raise ValueError(CANARY)

@llm_call(provider="openai", model="gpt-4o")
def home_made(messages):
    if not messages: raise RuntimeError(CANARY)
    return {"usage": {"prompt_tokens": 5, "completion_tokens": 7}, "text": CANARY}
home_made(messages=messages)
with suppress(RuntimeError): home_made(messages=[])
record_call(provider="openai", model="gpt-4o", user=CANARY, error=f"it said {CANARY}")
"""
CALLS = 15


def disguises(text):
    """A text as it may stand in bytes, its plain digests included."""
    raw = text.encode()
    digests = [hashlib.new(name, raw).hexdigest()[:16] for name in ("md5", "sha1", "sha256")]
    wide = [raw.decode().encode(each) for each in ("utf-16-le", "utf-16-be")]
    inner = base64.b64encode(raw)[:12]
    return [raw, raw.hex().encode(), inner, *wide, *(each.encode() for each in digests)]


def places(text, content):
    """Where any disguise of a text stands in a {place: bytes}."""
    forms = disguises(text)
    return [place for place, found in content.items() if any(form in found for form in forms)]


def everything_stored(stack):
    """Every file of the data folder, and every table's rows as text: files are compressed."""
    folder = Path(stack.data)
    found = {str(file): file.read_bytes() for file in folder.rglob("*") if file.is_file()}
    tables = stack.rows(
        "SELECT database, name FROM system.tables WHERE engine LIKE '%MergeTree%' AND total_rows > 0"
    )
    for table in tables:
        name = f"{table['database']}.`{table['name']}`"
        found[name] = stack.client.raw_query(f"SELECT * FROM {name}", fmt="JSONEachRow")
    return found


def test_a_canary_is_in_no_byte_sent_no_file_and_no_log(run_apps, app, stack, recorder, tmp_path):
    """Prompts, answers, tool arguments, users, headers and exceptions' messages stay in the app."""
    code = APP.replace("THE CANARY", CANARY)
    state = tmp_path / "state"
    env = {"OTEL_EXPORTER_OTLP_ENDPOINT": recorder.url, "XDG_STATE_HOME": str(state)}
    (ran,) = run_apps(app("private", code, env))
    assert len(stack.calls("private")) == CALLS
    said = {"stdout": ran.stdout.encode(), "stderr": ran.stderr.encode()}
    sent = {f"bytes sent {number}": each for number, each in enumerate(recorder.heard)}
    kept = {str(each): each.read_bytes() for each in state.rglob("*.*")}
    assert kept  # the key of the fingerprints
    log = {"the stack's log": stack.log.read_bytes()}
    stored = everything_stored(stack)
    assert places(CANARY, sent | stored | said | kept | log) == []
    assert places("a-task", sent)  # what may leave is found by the same search
    assert places("a-task", stored)
    assert "refused" not in ran.stderr
    assert "user.id=u_" in ran.stdout

"""Prompts and answers are in the store where the app allows it."""

import json

APP = """
import centspan.auto
import anthropic, json, openai
from centspan.instrumentation import label

def plan(): return {"x-plan": json.dumps([{"text": "Paris, of course."}])}
lookup = {"name": "lookup", "input_schema": {"type": "object"}}
ask = [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "Capital of France?"}]
with label(feature="geography"):
    client = openai.OpenAI()
    client.chat.completions.create(model="gpt-4o-mini", messages=ask, extra_headers=plan())
    for _ in client.chat.completions.create(
        model="gpt-4o-mini", messages=ask, extra_headers=plan(), stream=True): pass
    anthropic.Anthropic().messages.create(
        model="claude-sonnet-4-5", max_tokens=100, system="Be brief.", tools=[lookup],
        messages=[{"role": "user", "content": "Capital of France?"}], extra_headers=plan())
"""
KEPT = """
SELECT provider, system_instructions, tool_definitions, input_messages, output_messages
FROM call_content AS k
INNER JOIN llm_calls AS c ON c.trace_id = k.trace_id AND c.span_id = k.span_id
WHERE c.service = {service:String}
ORDER BY c.started_at
"""


def texts(held):
    """The texts of parts, or of messages' parts, as the store holds them."""
    said = json.loads(held or "[]")
    parts = [part for each in said for part in each.get("parts", [each])]
    return [part["content"] for part in parts]


def test_prompts_and_answers_reach_the_store_where_the_app_allows_it(run_apps, app, stack):
    """With CENTSPAN_CAPTURE_CONTENT=true the text of each call is in `call_content`."""
    run_apps(app("telling", APP, {"CENTSPAN_CAPTURE_CONTENT": "true"}))
    assert len(stack.calls("telling")) == 3
    kept = stack.rows(KEPT, service="telling")
    assert [row["provider"] for row in kept] == ["openai", "openai", "anthropic"]
    for row in kept:
        asked = texts(row["system_instructions"]) + texts(row["input_messages"])
        assert asked == ["Be brief.", "Capital of France?"]
        assert texts(row["output_messages"]) == ["Paris, of course."]
    defined = {"type": "function", "name": "lookup", "parameters": {"type": "object"}}
    assert json.loads(kept[2]["tool_definitions"]) == [defined]
    assert {row["tool_definitions"] for row in kept[:2]} == {""}

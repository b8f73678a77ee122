"""Calls for every lever, made inside the engine: prompts in blocks, repeats, retries, jobs, tools, verdicts."""

from datetime import date
from typing import Any

from contract import progress
from stack.traffic import by_day, parameters, price

TENANTS = 500
DAYS = 30
KEY = 1
JUDGED = 600
"""Items that two models of each feature were judged on."""

# One number of every 50 is its forerunner sent again six seconds later; all else is drawn from hashes of `n`.
_DRAWS = """
  SELECT number, number % 50 = 1 AS again, toUInt64(number - again) AS n,
    sipHash64(n, 1) / 18446744073709551615 AS x,
    toUInt32({features:UInt32} * pow(sipHash64(n, 2) / 18446744073709551615, 2)) AS f,
    toUInt32({tenants:UInt32} * pow(sipHash64(n, 3) / 18446744073709551615, 3)) AS t,
    sipHash64(n, 4) % {users:UInt32} AS u,
    1 + (f + toUInt32(3 * pow(sipHash64(n, 5) / 18446744073709551615, 2))) % length({models:Array(String)}) AS m,
    sipHash64(n, 6) % 1000 AS luck,
    {day:DateTime64(6, 'UTC')} + toIntervalMicrosecond(toUInt64(if(f % 7 = 3, 14400, 86400) * 1000000 * x) + again * 6000000) AS at,
    f % 7 = 3 AS is_job, f % 5 = 0 AS tools,
    unhex(leftPad(hex(number + 1), 32, '0')) AS trace, unhex(leftPad(hex(number + 1), 16, '0')) AS span,
    3 + f % 5 AS of_system, sipHash64(n, 7) % 6 AS of_history, of_system + of_history + 1 AS blocks
  FROM numbers({from:UInt64}, {count:UInt64})
"""
_CALLS = f"""
INSERT INTO llm_calls (started_at, trace_id, span_id, request_id, environment, service, feature, tenant, user_id,
  task_id, prompt_version, provider, model, operation, stream, has_tools, temperature, status, root_kind,
  uncached_input_tokens, cache_read_tokens, output_tokens, requests, usage_source, usage_status, weight, counted,
  attempts, duration_us, request_fingerprint, system_fingerprint, fingerprint_key_id)
SELECT at, trace, span, concat('req-', toString(number)), 'production', concat('service-', toString(f % 5)),
  concat('feature-', toString(f)), concat('tenant-', toString(t)), concat('user-', toString(t), '-', toString(u)),
  if(is_job, '', concat('task-', toString(n))), 'v1', {{providers:Array(String)}}[m], {{models:Array(String)}}[m], 'chat',
  NOT is_job AND f % 2 = 0, tools, 0.2, if(luck % 90 = 3, 'error', 'ok'), if(is_job, 'job', 'server'),
  blocks * 256 + luck % 200, if(f % 3 = 0, of_system * 128, 0),
  if(luck < 5, 4000 + sipHash64(n, 8) % 4000, 50 + sipHash64(n, 8) % 400), 1, 'provider', 'ok', 1, 1,
  1, 300000 + sipHash64(n, 9) % 3000000,
  if(luck % 10 = 0, sipHash64(f, t, sipHash64(n, 10) % 5), sipHash64(n, 11)), f, {KEY}
FROM ({_DRAWS})
"""
_PREFIXES = f"""
INSERT INTO call_prefixes (started_at, trace_id, span_id, environment, feature, provider, model, fingerprint_key_id,
  system_fingerprint, prefixes, section_names, section_chars, tool_hashes, tool_chars, tool_called)
SELECT at, trace, span, 'production', concat('feature-', toString(f)), {{providers:Array(String)}}[m],
  {{models:Array(String)}}[m], {KEY}, f,
  arrayMap(i -> if(i <= of_system, sipHash64(f, 'system', i), sipHash64(f, t, u, toUInt32(x * 24), {{day:DateTime64(6, 'UTC')}}, i)),
    range(1, blocks)) AS of_blocks,
  ['system', 'tools', 'user'], [of_system * 1024, if(tools, 3000, 0), (of_history + 1) * 1024],
  if(tools, arrayMap(i -> sipHash64(f, 'tool', i), range(6)), []), if(tools, arrayMap(i -> toUInt32(500), range(6)), []),
  if(tools, arrayMap(i -> toUInt8(i < 3 AND sipHash64(n, 12, i) % 4 = 0), range(6)), [])
FROM ({_DRAWS})
"""
_VERDICTS = f"""
INSERT INTO evaluations (evaluated_at, item_id, feature, model, score, row_identity)
SELECT {{day:DateTime64(6, 'UTC')}}, concat(toString(f), '-', toString(item)), concat('feature-', toString(f)),
  {{models:Array(String)}}[1 + (f + which) % length({{models:Array(String)}})],
  if(sipHash64(f, item) % 10 = 0, 0, 1), f * 10000 + item * 2 + which
FROM (SELECT number % 2 AS which, intDiv(number, 2) % {JUDGED} AS item, intDiv(number, {2 * JUDGED}) AS f
  FROM numbers({{features:UInt32}} * {2 * JUDGED}))
"""


def fill(client: Any, calls: int, last: date) -> None:
    """Store `calls` over the days that end with `last`, their prompts' blocks and verdicts; nothing is rolled up."""
    for day, first, count in by_day(calls, last, DAYS):
        progress(f"{day}: {first:,} of {calls:,} calls are stored")
        said = parameters(day, first, count, TENANTS)
        client.command(_CALLS, parameters=said)
        client.command(_PREFIXES, parameters=said)
    client.command(_VERDICTS, parameters=parameters(last, 0, 0, TENANTS))
    price(client)

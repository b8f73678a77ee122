-- Each section of each prompt between {start} and {end} but system prompt, tools and what is asked: history, and what was marked.
SELECT environment, feature, cityHash64(lower(hex(trace_id)), lower(hex(span_id))) AS call,
  @prompt_chars AS whole,
  arrayJoin(arrayFilter(x -> x.1 NOT IN ('system', 'tools', 'user'), arrayZip(section_names, section_chars))) AS part
FROM call_prefixes AS x
WHERE toStartOfHour(x.started_at) >= toStartOfHour({start:DateTime('UTC')}) AND toStartOfHour(x.started_at) < {end:DateTime('UTC')}
  AND arrayExists(name -> name NOT IN ('system', 'tools', 'user'), x.section_names) -- most have no others

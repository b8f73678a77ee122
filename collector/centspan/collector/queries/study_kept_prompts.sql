-- What did the newest {most} prompts of a feature say whose text is kept, and what were they billed?
-- Of a study, in the order of their arrival. Prices are USD of one token.
SELECT *
FROM (
  SELECT s.call AS call, s.started_at AS started_at, toString(s.prompt_version) AS prompt_version, toString(s.provider) AS provider,
    toString(s.model) AS model, toString(s.tenant) AS tenant, s.user AS user, s.has_tools AS has_tools, s.temperature AS temperature,
    s.status AS status, s.duration_us AS duration_us, s.usd AS usd, s.paid AS paid,
    s.uncached_input_tokens AS uncached_input_tokens, s.cache_read_tokens AS cache_read_tokens,
    s.cache_write_5m_tokens AS cache_write_5m_tokens, s.cache_write_1h_tokens AS cache_write_1h_tokens,
    s.uncached_input_usd AS uncached_input_usd, s.cache_read_usd AS cache_read_usd,
    s.cache_write_5m_usd AS cache_write_5m_usd, s.cache_write_1h_usd AS cache_write_1h_usd,
    k.system_instructions AS system_instructions, k.tool_definitions AS tool_definitions,
    k.input_messages AS input_messages, k.output_messages AS output_messages
  FROM (SELECT * FROM {study:Identifier} WHERE environment = {environment:String} AND feature = {feature:String}) AS s
  INNER ANY JOIN (
    SELECT cityHash64(lower(hex(trace_id)), lower(hex(span_id))) AS call, system_instructions, tool_definitions,
      input_messages, output_messages
    FROM call_content
    WHERE toDate(started_at) BETWEEN toDate({start:DateTime('UTC')}) AND toDate({end:DateTime('UTC')}) AND input_messages != ''
  ) AS k ON k.call = s.call
  ORDER BY started_at DESC, call DESC
  LIMIT {most:UInt32}
)
ORDER BY started_at, call

INSERT INTO otel_traces (
  Timestamp, TraceId, SpanId, ParentSpanId, TraceState, SpanName, SpanKind, ServiceName,
  ResourceAttributes, ScopeName, ScopeVersion, SpanAttributes, Duration, StatusCode, StatusMessage,
  `Events.Timestamp`, `Events.Name`, `Events.Attributes`,
  `Links.TraceId`, `Links.SpanId`, `Links.TraceState`, `Links.Attributes`
)
SETTINGS $settings, insert_deduplication_token = $token
WITH
  $functions
SELECT
  fromUnixTimestamp64Nano(toInt64(s.start_time_unix_nano)) AS Timestamp,
  lower(hex(s.trace_id)) AS TraceId,
  lower(hex(s.span_id)) AS SpanId,
  hexId(s.parent_span_id) AS ParentSpanId,
  s.trace_state AS TraceState,
  s.name AS SpanName,
  if(s.kind < 0, '', ['Unspecified', 'Internal', 'Server', 'Client', 'Producer', 'Consumer'][toInt64(s.kind) + 1]) AS SpanKind,
  ResourceAttributes['service.name'] AS ServiceName,
  ResourceAttributes,
  scope.name AS ScopeName,
  scope.version AS ScopeVersion,
  textMap(s.attributes) AS SpanAttributes,
  if(s.end_time_unix_nano > s.start_time_unix_nano, s.end_time_unix_nano - s.start_time_unix_nano, 0) AS Duration,
  if(s.status.code < 0, '', ['Unset', 'Ok', 'Error'][toInt64(s.status.code) + 1]) AS StatusCode,
  s.status.message AS StatusMessage,
  arrayMap(e -> fromUnixTimestamp64Nano(toInt64(e.time_unix_nano)), s.events) AS event_times,
  arrayMap(e -> toLowCardinality(e.name), s.events) AS event_names,
  arrayMap(e -> textMap(e.attributes), s.events) AS event_attributes,
  arrayMap(l -> hexId(l.trace_id), s.links) AS link_trace_ids,
  arrayMap(l -> hexId(l.span_id), s.links) AS link_span_ids,
  arrayMap(l -> l.trace_state, s.links) AS link_states,
  arrayMap(l -> textMap(l.attributes), s.links) AS link_attributes
FROM (
  SELECT ResourceAttributes, inside.scope AS scope, arrayJoin(inside.spans) AS s
  FROM (
    SELECT textMap(within.resource.attributes) AS ResourceAttributes, arrayJoin(within.scope_spans) AS inside
    FROM (
      SELECT arrayJoin(resource_spans) AS within
      FROM file($file, 'ProtobufSingle', $structure)
    )
  )
)

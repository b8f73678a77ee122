INSERT INTO otel_logs (
  Timestamp, TraceId, SpanId, TraceFlags, SeverityText, SeverityNumber, ServiceName, Body,
  ResourceSchemaUrl, ResourceAttributes, ScopeSchemaUrl, ScopeName, ScopeVersion, ScopeAttributes,
  LogAttributes, EventName
)
SETTINGS $settings, insert_deduplication_token = $token
WITH
  $functions
SELECT
  fromUnixTimestamp64Nano(toInt64(
    if(r.time_unix_nano = 0, r.observed_time_unix_nano, r.time_unix_nano))) AS Timestamp,
  hexId(r.trace_id) AS TraceId,
  hexId(r.span_id) AS SpanId,
  toUInt8(bitAnd(r.flags, 255)) AS TraceFlags,
  r.severity_text AS SeverityText,
  toUInt8(bitAnd(r.severity_number, 255)) AS SeverityNumber,
  ResourceAttributes['service.name'] AS ServiceName,
  text(r.body) AS Body,
  ResourceSchemaUrl,
  ResourceAttributes,
  ScopeSchemaUrl,
  scope.name AS ScopeName,
  scope.version AS ScopeVersion,
  textMap(scope.attributes) AS ScopeAttributes,
  textMap(r.attributes) AS LogAttributes,
  r.event_name AS EventName
FROM (
  SELECT ResourceAttributes, ResourceSchemaUrl, inside.scope AS scope,
    inside.schema_url AS ScopeSchemaUrl, arrayJoin(inside.log_records) AS r
  FROM (
    SELECT textMap(within.resource.attributes) AS ResourceAttributes,
      within.schema_url AS ResourceSchemaUrl, arrayJoin(within.scope_logs) AS inside
    FROM (
      SELECT arrayJoin(resource_logs) AS within
      FROM file($file, 'ProtobufSingle', $structure)
    )
  )
)

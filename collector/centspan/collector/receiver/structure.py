"""The shape of otlp.proto's messages as the engine's column types."""

# A column called like the oneof tells which member is set: 0, false and '' are values, too.
SCALARS = "string_value String, bool_value Bool, int_value Int64, double_value Float64"
MEMBERS = "'none' = 0, 'string_value' = 1, 'bool_value' = 2, 'int_value' = 3, 'double_value' = 4"
SCALAR = f"Tuple(value Enum8({MEMBERS}), {SCALARS})"
VALUE = (
    f"Tuple(value Enum8({MEMBERS}, 'array_value' = 5), {SCALARS}, "
    f"array_value Tuple(values Array({SCALAR})))"
)
ATTRIBUTES = f"attributes Array(Tuple(key String, value {VALUE}))"
EVENT = f"Tuple(time_unix_nano UInt64, name String, {ATTRIBUTES})"
LINK = f"Tuple(trace_id String, span_id String, trace_state String, {ATTRIBUTES})"
SPAN = (
    "Tuple(trace_id String, span_id String, trace_state String, parent_span_id String, "
    "name String, kind Int32, start_time_unix_nano UInt64, end_time_unix_nano UInt64, "
    f"{ATTRIBUTES}, events Array({EVENT}), links Array({LINK}), "
    "status Tuple(message String, code Int32))"
)
TRACES = (
    f"resource_spans Array(Tuple(resource Tuple({ATTRIBUTES}), scope_spans Array(Tuple("
    f"scope Tuple(name String, version String), spans Array({SPAN})))))"
)
RECORD = (
    "Tuple(time_unix_nano UInt64, observed_time_unix_nano UInt64, severity_number Int32, "
    f"severity_text String, body {VALUE}, {ATTRIBUTES}, flags UInt32, trace_id String, "
    "span_id String, event_name String)"
)
LOGS = (
    f"resource_logs Array(Tuple(resource Tuple({ATTRIBUTES}), schema_url String, "
    f"scope_logs Array(Tuple(scope Tuple(name String, version String, {ATTRIBUTES}), "
    f"schema_url String, log_records Array({RECORD})))))"
)

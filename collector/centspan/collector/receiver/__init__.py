"""The embedded OTLP receiver: traces, logs and metrics in over gRPC and HTTP, spans stored once.

The way of a request: `http` or `grpc` reads it, `inflate` decompresses it, `prepare` checks it and
makes it readable for the engine, `waiting` groups it with others, `lane` writes the group into the
`spool` and has the engine insert that file (`inserts`), `receipts` notes it; then it is answered.

**Stored.** Every span, in `otel_traces`, as the OpenTelemetry Collector's clickhouse exporter writes
it. Log records that are evaluations (`gen_ai.evaluation.result`), in `otel_logs`. Other log records
and all metrics are accepted and dropped. A span that ends before it starts gets duration 0.

**Refused**, with count and reason in the partial success: spans with a bad id, with times before
2000 or more than a day ahead, over 4 MiB, or on more than 90 different days in one request.

**Once.** Success is answered after the insert; a kill of the process loses nothing that was
answered (power loss: only with fsync on the tables). A request that comes again byte for byte, under
way or among the 100,000 before it, is answered and not stored again, also after a restart. The same
spans in other requests are stored again in `otel_traces`; `llm_calls` keeps one row a span anyway.
"""

"""The embedded OTLP receiver: traces, logs and metrics in over gRPC and HTTP, spans stored once."""

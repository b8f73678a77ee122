"""OTLP in, ClickHouse out: schema, prices, questions."""

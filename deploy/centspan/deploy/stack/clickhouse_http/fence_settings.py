"""Which of the engine's settings remote callers may change."""

from collections.abc import Iterator, Sequence

from centspan.deploy.stack.clickhouse_http.tokens import Token

_FORBIDDEN = frozenset(
    [
        "profile",
        "role",
        "dialect",
        "readonly",
        "disk",
        "storage_policy",
        "implicit_select",
        "allow_introspection_functions",
        "log_queries",
        "send_logs_level",
        "max_memory_usage_for_user",
    ]
)
_FORBIDDEN_PARTS = (
    "format_schema",
    "template",
    "schema_registry",
    "_path",
    "_url",
    "url_base",
    "s3_",
    "hdfs",
    "azure",
    "ai_",
    "iceberg",
    "delta_lake",
    "introspection",
    "engine_file",
    "engine_url",
    "storage_file",
    "dynamic_disk",
    "sql_security",
    "filesystem_cache_name",
)
_KEPT = frozenset(
    [
        "max_memory_usage",
        "max_untracked_memory",
        "max_temporary_data_on_disk_size_for_query",
        # They hold the parser, which no limit of time does.
        *("max_query_size", "max_parser_depth", "max_parser_backtracks"),
        *("max_ast_depth", "max_ast_elements", "max_expanded_ast_elements"),
        "mutations_execute_subqueries_on_initiator",
        "validate_mutation_query",
        "workload",
        "allow_settings_after_format_in_insert",
        # Types would come as numbers, which are not gone through before (claims.py).
        "input_format_native_decode_types_in_binary_format",
        "input_format_binary_decode_types_in_binary_format",
        "input_format_values_interpret_expressions",
        "input_format_values_deduce_templates_of_expressions",
    ]
)
"""What each request begins with and its SQL may not change; their names may stand elsewhere."""
HARMLESS_TEXTS = frozenset(
    [
        "bool_false_representation",
        "bool_true_representation",
        "count_distinct_implementation",
        "force_data_skipping_indices",
        "force_optimize_projection_name",
        "format_csv_null_representation",
        "format_custom_field_delimiter",
        "format_custom_result_after_delimiter",
        "format_custom_result_before_delimiter",
        "format_custom_row_after_delimiter",
        "format_custom_row_before_delimiter",
        "format_custom_row_between_delimiter",
        "format_json_object_each_row_column_for_object_name",
        "format_regexp",
        "format_tsv_null_representation",
        "ignore_data_skipping_indices",
        "insert_deduplication_token",
        "output_format_avro_codec",
        "output_format_pretty_grid_charset",
        "output_format_sql_insert_table_name",
        "preferred_optimize_projection_name",
        "query_cache_tag",
    ]
)
"""Settings whose text is no SQL and names nothing outside the store; of others some are run as SQL."""


def refused_settings(found: Sequence[Token], texts: frozenset[str]) -> Iterator[str]:
    """Settings that a formatted statement changes and may not; `texts` are the engine's settings of text."""
    inside: int | None = found[0].depth if found[0].text == "SET" else None
    for before, token, following in zip(found, found[1:], (*found[2:], None), strict=False):
        if inside is not None and token.depth < inside:
            inside = None
        if token.text == "SETTINGS" and inside is None:
            inside = token.depth
        if not token.name:
            continue
        assigned = following is not None and following.text == "="
        # `SETTINGS name` is short for `name = 1`.
        listed = before.text in ("SETTINGS", "SET", ",") and token.depth == inside
        if inside is None:
            fine = not assigned or _nameable(token.name)
        else:
            fine = not (assigned or listed) or settable(token.name, texts)
        if not fine:
            yield token.name


def settable(name: str, texts: frozenset[str]) -> bool:
    """Whether a remote caller may change a setting: none that names files, hosts or roles, or is run as SQL."""
    lowered = name.lower()
    as_sql = lowered in texts and lowered not in HARMLESS_TEXTS
    return _nameable(name) and lowered not in _KEPT and not as_sql


def _nameable(name: str) -> bool:
    """Whether `name =` may stand anywhere in a statement, as a column or a table's setting."""
    lowered = name.lower()
    return lowered not in _FORBIDDEN and not any(part in lowered for part in _FORBIDDEN_PARTS)

"""Which log records are evaluations: the only ones the receiver stores."""

from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import ExportLogsServiceRequest
from opentelemetry.proto.logs.v1.logs_pb2 import LogRecord

from centspan.collector.receiver.values import spell_out, spell_out_value
from centspan.instrumentation.attributes import EVALUATION_EVENT

EVENT_NAME = "event.name"
"""Where SDKs older than the record's own `event_name` field put it."""


def keep_evaluations(request: ExportLogsServiceRequest) -> None:
    """Take every other record out of `request`, and spell the values of the rest out."""
    for resource in request.resource_logs:
        spell_out(resource.resource.attributes)
        for scope in resource.scope_logs:
            spell_out(scope.scope.attributes)
            kept = [record for record in scope.log_records if _is_evaluation(record)]
            del scope.log_records[:]
            scope.log_records.extend(kept)
            for record in scope.log_records:
                spell_out_value(record.body)
                spell_out(record.attributes)


def _is_evaluation(record: LogRecord) -> bool:
    if record.event_name:
        return record.event_name == EVALUATION_EVENT
    return any(
        attribute.key == EVENT_NAME and attribute.value.string_value == EVALUATION_EVENT
        for attribute in record.attributes
    )

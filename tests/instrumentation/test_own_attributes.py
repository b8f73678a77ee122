import pytest
from opentelemetry.sdk.trace import SpanLimits, TracerProvider
from opentelemetry.trace import NonRecordingSpan, SpanContext

from centspan.instrumentation.own_attributes import set_attributes

_GIVEN = {"gen_ai.request.model": "m", "count": 7, "share": 0.5, "yes": True, "why": ("stop",)}


def span(**limits):
    return TracerProvider(span_limits=SpanLimits(**limits)).get_tracer("t").start_span("chat m")


@pytest.mark.parametrize("limits", [{}, {"max_attributes": 3}, {"max_attribute_length": 2}])
def test_a_span_ends_up_as_by_its_own_method(limits):
    """Values, the app's limits and what was dropped for them: all the same."""
    ours, theirs = span(**limits), span(**limits)
    for given in ({"count": 1, "before": "long text"}, _GIVEN, {"share": 0.25}):
        set_attributes(ours, given)
        theirs.set_attributes(given)
    assert dict(ours.attributes) == dict(theirs.attributes) != {}
    assert ours.dropped_attributes == theirs.dropped_attributes


def test_what_the_app_set_meanwhile_stays():
    """An attribute of the app's own stands beside ours, and none of ours shares its dict."""
    one, given = span(), dict(_GIVEN)
    one.set_attribute("app.order", 42)
    set_attributes(one, given)
    given["count"] = 8
    assert one.attributes == {"app.order": 42, **_GIVEN}


def test_an_ended_span_is_left_as_it_was():
    """What was exported does not change afterwards."""
    one = span()
    one.end()
    set_attributes(one, _GIVEN)
    assert not one.attributes


def test_other_spans_are_asked_to_do_it():
    """A span that is not recorded, or of another SDK, has its own way."""
    asked = []

    class Foreign:
        def set_attributes(self, attributes):
            asked.append(attributes)

    set_attributes(Foreign(), _GIVEN)
    assert asked == [_GIVEN]
    set_attributes(NonRecordingSpan(SpanContext(1, 1, is_remote=False)), _GIVEN)

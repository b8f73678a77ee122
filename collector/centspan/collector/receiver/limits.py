"""How much the receiver takes in before it says no."""

from dataclasses import dataclass

MIB = 1024 * 1024
DAY_NS = 86_400 * 1_000_000_000
YEAR_2000_NS = 946_684_800 * 1_000_000_000


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds on one request, on what may wait, and on one insert."""

    request_bytes: int = 16 * MIB
    """Of one request, as sent and again after decompression."""
    large_bytes: int = MIB
    """Requests of so many bytes or more, as sent, wait for their turn."""
    waiting_bytes: int = 32 * MIB
    """Of large gRPC messages that wait for their turn: they are in memory by then."""
    row_bytes: int = 32 * MIB
    """Of the rows one request becomes."""
    request_items: int = 25_000
    """Spans or log records in one request."""
    request_parts: int = 500_000
    """Attributes, events and links in one request: a few bytes each become a hundred."""
    request_days: int = 90
    """Distinct days the spans of one request may start on: each is a partition to write."""
    span_bytes: int = 4 * MIB
    trace_days: int = 36_500
    """Spans that started longer ago are refused unless they are calls; also what the table keeps."""
    call_days: int = 36_500
    """Spans that started longer ago are refused; also what the table of calls keeps."""
    ahead_ns: int = DAY_NS
    """Spans that start or end further ahead of our clock than this are refused."""
    pending_bytes: int = 64 * MIB
    """Of all requests being read, parsed or waiting to be stored."""
    pending_items: int = 40_000
    """Spans waiting to be stored: what the store takes in before `answer_seconds` have passed."""
    group_items: int = 10_000
    """Spans in one insert, unless a single request holds more."""
    group_bytes: int = 12 * MIB
    full_items: int = 4_000
    """With so many spans waiting the next insert starts at once, beside one that is running."""
    pause_seconds: float = 0.25
    """The longest rest after an insert; a span that comes later is inserted at once."""
    insert_threads: int = 2
    """Inserts of one signal at the same time."""
    body_seconds: float = 30.0
    """For the body of an HTTP request to arrive in."""
    silent_seconds: float = 3.5
    """For the next piece of a request to arrive in."""
    answer_seconds: float = 3.0
    """A client waits no longer for an answer; it is then asked to send again later."""
    remembered_requests: int = 200_000
    """Requests stored last that are recognised when a client repeats them."""
    concurrent_calls: int = 256
    """gRPC calls served at once."""

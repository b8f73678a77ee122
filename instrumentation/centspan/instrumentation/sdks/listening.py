"""Operations whose answers are kept as text: the same reading, with a listener beside it."""

from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache
from typing import Any, Final

from centspan.instrumentation.call import Call, Response
from centspan.instrumentation.content_size import MOST_BYTES, fitted
from centspan.instrumentation.guard import swallow
from centspan.instrumentation.sdks.operation import Asked, Fold, Listener, Operation

Listening = Callable[[], Listener] | None
"""Makes what listens to an answer; None where an answer has no text."""


class Saying:
    """Pieces of a text that is still being said, as long as they may be kept."""

    __slots__ = ("_pieces", "_room")

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._room = 2 * MOST_BYTES  # more than is kept, so that it is seen to be cut

    def add(self, piece: Any) -> None:
        """Take in the next piece, if it is text."""
        if isinstance(piece, str) and piece and self._room > 0:
            self._pieces.append(piece)
            self._room -= len(piece)

    def __str__(self) -> str:
        return "".join(self._pieces)


@lru_cache
def listening(operation: Operation) -> Operation:
    """Return the operation with responses that also carry what was said."""
    listener = operation.listener
    if listener is None:
        return operation

    def read(answer: Any, asked: Asked) -> Response:
        return _heard(answer, operation.read(answer, asked), listener())

    def fold(asked: Asked) -> Fold:
        return _Listening(operation.fold(asked), listener())

    return replace(operation, read=read, fold=fold)


def answered(
    call: Call, answer: Any, read: Callable[[Any], Response], listener: Listening
) -> Response:
    """Read a whole answer; with what it says, where the call's text is kept."""
    response = read(answer)
    return _heard(answer, response, listener()) if listener and call.keeps_text else response


def folded(call: Call, fold: Fold, listener: Listening) -> Fold:
    """Return the fold of a stream; with a listener beside it, where the call's text is kept."""
    return _Listening(fold, listener()) if listener and call.keeps_text else fold


def _heard(answer: Any, response: Response, listener: Listener) -> Response:
    _kept(lambda: listener.read(answer))
    return _saying(response, listener)


class _Listening:
    """A fold with a listener; where the listener fails, the fold goes on."""

    __slots__ = ("_fold", "_listener")

    def __init__(self, fold: Fold, listener: Listener) -> None:
        self._fold: Final = fold
        self._listener: Final = listener

    @property
    def complete(self) -> bool:
        """As the fold says."""
        return self._fold.complete

    def see(self, chunk: Any) -> None:
        """Take in one chunk or event."""
        self._fold.see(chunk)
        _kept(lambda: self._listener.hear(chunk))

    def response(self) -> Response:
        """Return what was answered until now."""
        return _saying(self._fold.response(), self._listener)


def _saying(response: Response, listener: Listener) -> Response:
    said = _kept(lambda: fitted(listener.messages()))
    return response._replace(said=said) if said else response


def _kept(keep: Callable[[], Any]) -> Any:
    try:
        return keep()
    except Exception as error:  # noqa: BLE001 - counts and cost do not depend on the text
        swallow("keeping an answer", error)
        return None

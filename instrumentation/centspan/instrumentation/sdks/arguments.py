"""The arguments of a Stainless client's `request`, and changed copies of them."""

import copy
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple


class Arguments(NamedTuple):
    """Positional and named arguments: `cast_to`, `options`, `stream`, `stream_cls`."""

    args: tuple[Any, ...]
    kwargs: Mapping[str, Any]

    @property
    def options(self) -> Any:
        """The SDK's `FinalRequestOptions`."""
        return self.kwargs["options"] if "options" in self.kwargs else self.args[1]

    @property
    def expected(self) -> Any:
        """The type that the app gets."""
        return self.args[0] if self.args else self.kwargs.get("cast_to")

    def changed(self, **fields: Any) -> "Arguments":
        """Return the arguments with fields of a copy of the options set."""
        options = copy.copy(self.options)
        for name, value in fields.items():
            setattr(options, name, value)
        if "options" in self.kwargs:
            return Arguments(self.args, {**self.kwargs, "options": options})
        return Arguments((self.args[0], options, *self.args[2:]), self.kwargs)


def keeping_unparsed(arguments: Arguments, kept: list[Any]) -> Arguments:
    """Return arguments whose parser leaves what it was given in `kept`, even if it refuses it."""
    parser = arguments.options.post_parser
    if not callable(parser):
        return arguments
    return arguments.changed(post_parser=_keeping(parser, kept))


def _keeping(parser: Callable[[Any], Any], kept: list[Any]) -> Callable[[Any], Any]:
    def parse(answer: Any) -> Any:
        kept[:] = [answer]
        return parser(answer)

    return parse

"""The one error family of centspan."""


class CentspanError(Exception):
    """A problem a person can act on.

    The message says what was expected, what was found, and what to do.
    """

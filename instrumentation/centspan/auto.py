"""`import centspan.auto` is the only line an app needs: every LLM call becomes a priced span."""

import logging

try:
    from centspan.instrumentation.activation import activate

    activate()
except Exception as error:  # noqa: BLE001 - a broken environment must not break the app
    logging.getLogger("centspan").warning(
        "centspan: LLM calls are not recorded: %s: %s", type(error).__name__, error
    )

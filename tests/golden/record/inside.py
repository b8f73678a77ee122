"""`python -m record.inside SWITCH,… APP,…`: an emitter's process, in its own environment."""

import importlib
import sys

from record import emitting, frameworks, runs
from record import switches as switching


def main(switches: str, apps: str) -> None:
    """Switch the instrumentation on and run the apps under it."""
    chosen = [each for each in switches.split(",") if each]
    if not any(each in switching.OWN_PROVIDER for each in chosen):
        emitting.provider()
    for switch in chosen:
        module, _, name = switch.partition(":")
        if name:
            getattr(importlib.import_module(module), name)().instrument()
        else:
            getattr(switching, f"switch_{module}")()
    for app in apps.split(","):
        getattr(runs if hasattr(runs, f"run_{app}") else frameworks, f"run_{app}")()


if __name__ == "__main__":
    main(*sys.argv[1:3])

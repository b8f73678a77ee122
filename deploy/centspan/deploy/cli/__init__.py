"""The command line: `centspan <command>`; one module a command, loaded when it is asked for."""

import argparse
import os
import sys
from importlib import import_module

from centspan.deploy.cli.options import DEMO_SDKS
from centspan.instrumentation.errors import CentspanError

COMMANDS = (
    "up",
    "demo",
    "migrate",
    "users",
    "report",
    "trust",
    "who",
    "audit",
    "roll",
    "prices",
    "import",
    "export",
    "backup",
    "restore",
    "move",
    "grafana",
    "mark",
    "forget",
    "alerts",
    "optimize",
    "compress",
    "tco",
    "break-even",
    "roi",
    "scenarios",
    "estimate",
    "pareto",
    "doctor",
)
"""Every command, in the order of `--help`; each is a module here with `add` and `run`."""
MODULES = {"import": "import_calls", "break-even": "break_even"}
"""Where the command's name cannot be its module's."""

EPILOG = """\
start here:
  centspan demo                   the whole stack on simulated traffic
  centspan up                     receiver, store and start page on this machine
  centspan report --by feature    who spent what in the last 24 hours

in your app:  import centspan.auto
how each number is made:  docs/how-numbers-are-made.md, or /numbers beside the start page
"""


def main(argv: list[str] | None = None) -> int:
    """Run one command; 0 is success, 1 a problem it found, 2 a wrong call or nothing to work on."""
    parser = argparse.ArgumentParser(
        prog="centspan",
        description="What every LLM call cost, who spent it, and what would have cost less.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    subparsers = parser.add_subparsers(dest="command", metavar="command", required=True)
    for name in COMMANDS:
        import_module(f"{__name__}.{MODULES.get(name, name)}").add(subparsers)
    args = parser.parse_args(argv)
    try:
        code = args.run(args)
        sys.stdout.flush()
        return code
    except CentspanError as error:
        print(f"centspan {args.command}: {error}", file=sys.stderr)
        return 2
    except ModuleNotFoundError as error:
        print(f"centspan {args.command}: {_missing(error)}", file=sys.stderr)
        return 2
    except BrokenPipeError:  # `| head` has read enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        return 130
    except Exception as error:
        if not (told := _of_the_store(error)):
            raise
        print(f"centspan {args.command}: {told}", file=sys.stderr)
        return 2


def _of_the_store(error: Exception) -> str:
    """What the store answered, or ''; the driver is imported by those commands alone that ask it."""
    if "clickhouse_connect" not in sys.modules:
        return ""
    from clickhouse_connect.driver.exceptions import ClickHouseError

    from centspan.deploy.cli.store_errors import explanation

    return explanation(error) if isinstance(error, ClickHouseError) else ""


def _missing(error: ModuleNotFoundError) -> str:
    extras = "stack,demo" if error.name in DEMO_SDKS else "stack"
    return f'this needs the package {error.name!r}; run: pip install "centspan[{extras}]"'

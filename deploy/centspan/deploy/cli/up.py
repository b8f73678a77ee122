"""`centspan up`: the whole stack on one machine, in one process."""

import argparse
import json
import os
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from centspan.deploy.cli.alerts.options import add_alerting, followed, places_of
from centspan.deploy.cli.optimize.repeating import add_every, every_of
from centspan.deploy.cli.options import add_command, add_json, data_folder
from centspan.deploy.cli.prices.options import add_sources

if TYPE_CHECKING:
    from pathlib import Path

    from centspan.alerts.budgets.followed import Followed
    from centspan.collector.prices.sources import Sources
    from centspan.deploy.pages.start import Addresses
    from centspan.deploy.stack.ports import Guard

EXAMPLES = """\
  centspan up
  centspan up --data /var/lib/centspan --ui-port 0
  CENTSPAN_TOKEN=… centspan up --host 0.0.0.0

environment:
  CENTSPAN_TOKEN, CENTSPAN_TOKEN_FILE   what every port asks for: `Authorization: Bearer …`, or the password
                                        of ClickHouse's HTTP interface; needed where --host is not loopback
  CENTSPAN_ALLOWED_HOSTS                names, comma-separated, by which others may ask for this stack
  CENTSPAN_DATA                         default of --data
  CENTSPAN_PRICES                       default of --prices
  CENTSPAN_BUDGETS                      default of --budgets
  CENTSPAN_OPTIMIZE_EVERY               default of --optimize-every
  CENTSPAN_CONFINE                      `no`: open any file of this user's, where the kernel else keeps to the data"""
PORTS = (
    ("otlp-grpc", 4317, "spans over OTLP/gRPC"),
    ("otlp-http", 4318, "spans over OTLP/HTTP"),
    ("clickhouse", 8123, "SQL over ClickHouse's HTTP interface"),
    ("ui", 8088, "the start page and /healthz"),
)
LABELS = (
    ("start page", "ui"),
    ("ClickHouse HTTP", "clickhouse"),
    ("OTLP over HTTP", "otlp_http"),
    ("OTLP over gRPC", "otlp_grpc"),
    ("data", "data"),
)


def add(subparsers: Any) -> None:
    """Add the command."""
    parser = add_command(
        subparsers,
        "up",
        "Start receiver, store and start page; stop them with Ctrl-C or SIGTERM.",
        EXAMPLES,
    )
    parser.add_argument(
        "--data",
        metavar="DIR",
        help="where the store is kept (default: $CENTSPAN_DATA, else ./centspan-data)",
    )
    parser.add_argument("--host", default="127.0.0.1", help="address to bind (default 127.0.0.1)")
    for name, port, what in PORTS:
        parser.add_argument(
            f"--{name}-port",
            type=_port,
            default=port,
            metavar="PORT",
            help=f"{what} (default {port}; 0: any free port)",
        )
    add_sources(parser)
    add_alerting(parser)
    add_every(parser)
    add_json(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Serve until stopped."""
    from centspan.deploy.stack.memory import return_memory

    return_memory()
    os.environ.setdefault("GRPC_VERBOSITY", "NONE")  # it complains of what strangers send

    from centspan.collector.prices.sources import load_sources, own_file
    from centspan.deploy.stack.confined import confined
    from centspan.deploy.stack.ports import default_guard
    from centspan.deploy.stack.servers import allow_many_files
    from centspan.deploy.stack.sparing_log import log_sparingly

    log_sparingly()
    allow_many_files()
    data = data_folder(args.data)
    sources = load_sources(own_file(args.prices, data))
    guard = default_guard(args.host)
    budgets = followed(args, data)
    with confined(data):
        _serve(args, data, guard, sources, budgets)
    return 0


def _serve(
    args: argparse.Namespace, data: "Path", guard: "Guard", sources: "Sources", budgets: "Followed"
) -> None:
    import asyncio

    from centspan.deploy.stack.stack import Alerts, Ports, Stack  # with the engine

    ports = Ports(
        args.host, args.otlp_grpc_port, args.otlp_http_port, args.clickhouse_port, args.ui_port
    )
    alerts = Alerts(budgets, places_of(args), every_of(args.optimize_every))
    stack = Stack(data, ports, guard, sources, alerts)
    try:
        asyncio.run(stack.run(_print_json if args.json else _print_block))
    finally:
        stack.close()


def _port(text: str) -> int:
    if not text.isdigit() or int(text) > 65535:
        raise argparse.ArgumentTypeError(f"expected a port from 0 to 65535, found {text!r}")
    return int(text)


def _print_json(addresses: "Addresses") -> None:
    print(json.dumps(asdict(addresses)), flush=True)


def _print_block(addresses: "Addresses") -> None:
    values = asdict(addresses)
    width = max(len(label) for label, _ in LABELS)
    print("centspan is up", flush=True)
    for label, name in LABELS:
        print(f"  {label:<{width}}  {values[name]}", flush=True)
    print(f"  {'boards':<{width}}  {addresses.ui}/boards/overview", flush=True)

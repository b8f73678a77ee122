"""`centspan alerts serve`: judge the rules and tell, beside a server; or tell what Grafana found."""

import argparse
import asyncio
import signal
from typing import Any

from centspan.deploy.cli.alerts.options import add_alerting, followed, places_of
from centspan.deploy.cli.options import add_command, add_store, data_folder
from centspan.instrumentation.errors import CentspanError

EXAMPLES = """\
  centspan alerts serve --dsn http://clickhouse:8123 --budgets budgets.toml --viewer https://centspan.example
  centspan alerts serve --listen 127.0.0.1:8090                 /healthz says how the rules stand
  centspan alerts serve --receive --listen 0.0.0.0:8090         POST /webhook: Grafana judges, this tells

environment:
  CENTSPAN_TOKEN, CENTSPAN_TOKEN_FILE   what --listen asks for: `Authorization: Bearer …`; needed where it is not
                                        loopback
  CENTSPAN_ALLOWED_HOSTS                names, comma-separated, by which others may ask for it

Only one process may judge, or receive, and send for a store; `centspan up` does by itself."""


def add(actions: Any) -> None:
    """Add the action."""
    parser = add_command(
        actions,
        "serve",
        "Judge every rule again and again, keep how alerts stand and send notifications until they "
        "arrive; with --receive pass on what Grafana or an Alertmanager finds, with all its context.",
        EXAMPLES,
    )
    add_alerting(parser)
    parser.add_argument(
        "--listen", type=_address, metavar="HOST:PORT", help="serve /healthz (port 0: any free one)"
    )
    parser.add_argument(
        "--receive",
        action="store_true",
        help="judge nothing: take the webhooks of Grafana or an Alertmanager at --listen, /webhook",
    )
    add_store(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Serve until stopped."""
    from centspan.collector.dsn import connect
    from centspan.deploy.stack.alerting import Alerting
    from centspan.deploy.stack.sparing_log import log_sparingly

    if args.receive and not args.listen:
        raise CentspanError("expected --listen HOST:PORT beside --receive, found none; add it")
    log_sparingly()
    connect(args.dsn).close()
    alerting = Alerting(
        lambda: connect(args.dsn),
        followed(args, data_folder(None)),
        places_of(args),
        judging=not args.receive,
    )
    asyncio.run(_serve(args, alerting))
    return 0


async def _serve(args: argparse.Namespace, alerting: Any) -> None:
    stopped = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    servers, address = _servers(args, alerting) if args.listen else (None, "")
    serving = asyncio.create_task(servers.run()) if servers else None
    while servers and serving and not (all(servers.ready().values()) or serving.done()):
        await asyncio.sleep(0.01)
    alerting.start()
    doing = "passing on what comes to /webhook" if args.receive else "judging the rules"
    print(f"centspan alerts: {doing}{f', at {address}' if address else ''}", flush=True)
    await stopped.wait()
    alerting.wind_down()
    if servers and serving:
        servers.stop()
        await serving
    await asyncio.to_thread(alerting.stop)


def _servers(args: argparse.Namespace, alerting: Any) -> tuple[Any, str]:
    from centspan.collector.dsn import connect
    from centspan.deploy.stack.alert_webhook import HEALTH, AlertWebhook, app
    from centspan.deploy.stack.ports import Guarded, default_guard
    from centspan.deploy.stack.servers import Served, Servers, listening_socket

    host, port = args.listen
    guard = default_guard(host)
    bound = listening_socket(host, port, "alerts", "--listen")
    webhook = AlertWebhook(lambda: connect(args.dsn), lambda: alerting.given)
    asgi = Guarded(
        app(webhook if args.receive else None, alerting.states), guard, open_paths=(HEALTH,)
    )
    shown = f"[{host}]" if ":" in host else host
    return Servers((Served("alerts", asgi, bound),)), f"http://{shown}:{bound.getsockname()[1]}"


def _address(text: str) -> tuple[str, int]:
    host, _, port = text.rpartition(":")
    host = host.removeprefix("[").removesuffix("]")
    if not host or not port.isdigit() or int(port) > 65535:
        raise argparse.ArgumentTypeError(f"expected HOST:PORT, as 127.0.0.1:8090, found {text!r}")
    return host, int(port)

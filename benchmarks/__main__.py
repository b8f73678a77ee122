"""`python -m benchmarks`: run every benchmark in the right order and keep what it found.

Each is a script of its own (`python benchmarks/NAME.py --help` teaches it); here they run one after
the other, because two at once would measure each other.
"""

import argparse
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
BENCHMARKS = (
    ("overhead", "what instrumentation adds to an LLM call, beside others (10 minutes)"),
    ("ingest", "spans a second that centspan up stores (1 minute)"),
    ("collector", "spans a second through one Collector into the store (1 minute)"),
    ("prices", "SQL's amounts against genai-prices, and the client's speed (1 minute)"),
    ("reprice", "how soon spend answers a new price over 10 million calls (10 minutes)"),
    ("forecast", "how many simulated months end inside the forecast's interval (1 minute)"),
    (
        "routing_splits",
        "what routing foretells of one half of outcomes, by the other half (10 minutes)",
    ),
    ("backtest", "how many intervals cover what comes where nothing changes (10 minutes)"),
    ("alert_speed", "what judging each rule costs over 2 million calls (3 minutes)"),
    ("boards", "every panel over 100 million calls, and beside OpenLIT over 10 million (hours)"),
    ("optimizer", "levers over 10 million calls, and beside plain loops (20 minutes, 10 GB)"),
    ("beside_optimizer", "storing and asking while the optimizer works in the stack (15 minutes)"),
    ("storage", "bytes on disk per call, on the demo's traffic (4 minutes)"),
)
"""Script and what it measures, in the order they run."""
ON_DEMAND = ("collector", "boards", "optimizer")
"""Those that take long and many GB, or what `make collector` builds: they run only where they are named."""


def main() -> int:
    """Run what was asked for; 1 where a script fails or, with --strict, misses a bar."""
    options = _parser().parse_args()
    failed = [name for name in options.names or _names() if _run(name, options) != 0]
    if failed:
        print(f"\nfailed: {', '.join(failed)}", file=sys.stderr)
    return int(bool(failed))


def _run(name: str, options: argparse.Namespace) -> int:
    target = options.results / f"{name}.json"
    strict = ["--strict"] if options.strict else []
    command = [sys.executable, (HERE / f"{name}.py").as_posix(), "--json", target.as_posix()]
    return subprocess.run([*command, *strict], check=False).returncode


def _names() -> list[str]:
    return [name for name, _ in BENCHMARKS if name not in ON_DEMAND]


def _parser() -> argparse.ArgumentParser:
    known = "\n".join(f"  {name:<14} {what}" for name, what in BENCHMARKS)
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks",
        description=f"Run benchmarks and print their tables:\n\n{known}",
        epilog="One alone, with its options: python benchmarks/overhead.py --help",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("names", nargs="*", metavar="NAME", help="default: all but boards")
    parser.add_argument("--strict", action="store_true", help="fail where a bar is missed")
    parser.add_argument(
        "--results", type=Path, default=HERE / "results", metavar="DIR", help="where JSON goes"
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())

"""`make faults`: every fault at length, and docs/reliability.md with what became of it."""

import argparse
import sys
import tempfile
from pathlib import Path

ROBUSTNESS = Path(__file__).parents[1]
sys.path += [str(ROBUSTNESS), str(ROBUSTNESS / "faults")]

from collectors import built
from faults import FAULTS, Fault
from world import Outcome, World, world

PAGE = ROBUSTNESS.parents[1] / "docs" / "reliability.md"
MARK = "<!-- Written by `make faults`. -->\n"


def main() -> int:
    """Run them, write the table, say what was lost; 1 where anything was."""
    parser = argparse.ArgumentParser(prog="make faults", description=__doc__)
    parser.add_argument(
        "--size",
        type=int,
        default=10,
        help="times, or thirds of a half minute, of each (default 10)",
    )
    parser.add_argument("--only", default="", metavar="NAME", help="functions whose name begins so")
    args = parser.parse_args()
    binary = built()
    if not binary:
        print("no Collector was built: install Go, then `make collector`", file=sys.stderr)
        return 2
    chosen = [fault for fault in FAULTS if fault.act.__name__.startswith(args.only)]
    with tempfile.TemporaryDirectory() as folder, world(Path(folder), binary) as hops:
        rows = [(fault, _run(hops, fault, args.size)) for fault in chosen]
    if not args.only:
        PAGE.write_text(PAGE.read_text("utf-8").partition(MARK)[0] + MARK + _table(rows), "utf-8")
    return int(any(outcome is not None and not outcome.whole for _, outcome in rows))


def _run(hops: World, fault: Fault, size: int) -> Outcome | None:
    if fault.mounts and hops.disk is None:
        print(f"{fault.name}: left out, this user may not mount a disk", flush=True)
        return None
    with hops.load(fault.act.__name__) as sender:
        fault.act(hops, sender, size)
    found = hops.settled(sender, 300)
    said = f"every call once, {found.lost} of {found.sent} lost with their app"
    print(f"{fault.name}: {said if found.whole else found}", flush=True)
    return found


def _table(rows: list[tuple[Fault, Outcome | None]]) -> str:
    lines = [
        "| fault | calls sent | lost | counted | twice | dollars sent and not lost | dollars counted | all there after |",
        "|---|--:|--:|--:|--:|--:|--:|--:|",
    ]
    for fault, found in rows:
        if found is None:
            lines.append(f"| {fault.name} | | | | | | | not run: no right to mount |")
        else:
            lines.append(
                f"| {fault.name} | {found.sent:,} | {found.lost:,} | {found.counted:,} | {found.twice} "
                f"| {found.sent_usd:.6f} | {found.counted_usd:.6f} | {found.seconds:.1f} s |"
            )
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    raise SystemExit(main())

"""Command line of the measurements; see `scripts/bench --help`."""

import argparse
import os
import subprocess

from . import CACHE, ROOT, ingest, kill, memory, ocr, search
from .report import Report

PARTS = {"ocr": ocr.measure, "ingest": ingest.measure, "memory": memory.measure, "kill": kill.measure,
         "search": search.measure}


def arguments():
    p = argparse.ArgumentParser(
        prog="scripts/bench", formatter_class=argparse.RawDescriptionHelpFormatter,
        description="Measures Sohoa beside its peers in one run. Parts (default: all):\n" + "\n".join(
            "  %-8s %s" % (name, part.__doc__.split("\n")[0]) for name, part in PARTS.items()),
        epilog="SOHOA_CORPUS=DIR: pages with a truth.json instead of made ones. SOHOA_BIN=FILE: instead of building.\n"
               "Exit status 1 when a figure is not reached.")
    p.add_argument("parts", nargs="*", metavar="PART")
    p.add_argument("--pages", type=int, metavar="N", help="how many pages to make (ocr, ingest 70, memory 1000, kill 20, search 100000)")
    p.add_argument("--seed", type=int, default=1, metavar="N", help="other made pages, other moments (default 1)")
    p.add_argument("--kills", type=int, default=100, metavar="N", help="how often `kill` kills (default 100)")
    a = p.parse_args()
    unknown = set(a.parts) - set(PARTS)
    if unknown:
        p.error("no such part: " + ", ".join(sorted(unknown)))
    return a


def main():
    a = arguments()
    if "SOHOA_BIN" not in os.environ:
        subprocess.run(["cargo", "build", "--release", "--locked"], cwd=ROOT, check=True)
    CACHE.mkdir(parents=True, exist_ok=True)
    report = Report()
    for name in a.parts or PARTS:
        report.begin(name)
        PARTS[name](a, report)
        report.save()
    raise SystemExit(report.end())


if __name__ == "__main__":
    main()

"""How long a search takes in the engine."""

import json
import subprocess

from . import ROOT

LIMIT = 20  # milliseconds


def measure(a, report):
    """p99 of searches over 100,000 page entries, in the engine"""
    command = ["cargo", "bench", "--locked", "--quiet", "--bench", "search", "--", str(a.pages or 100_000)]
    lines = subprocess.run(command, cwd=ROOT, check=True, text=True, stdout=subprocess.PIPE).stdout.splitlines()
    print("\n".join(lines[:-1]))
    found = json.loads(lines[-1])
    report.table([found])
    report.figure("search, 99th percentile, ms", found["p99_ms"], LIMIT)

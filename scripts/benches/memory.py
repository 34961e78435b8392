"""How much memory a very large PDF takes."""

from pathlib import Path
from tempfile import TemporaryDirectory
import time

from . import CACHE, corpus, programs
from .processes import descendants, memory, reap, start

EVERY, LIMIT = 0.1, 1.2  # seconds; GiB


def measure(a, report):
    """peak anonymous memory of all processes while two workers ingest one large PDF"""
    pages = a.pages or 1000
    source = corpus.make("--pdf", CACHE / ("large-%d-%d.pdf" % (a.seed, pages)), a.seed, pages)
    with TemporaryDirectory(dir=CACHE) as work:
        data, begin = Path(work) / "data", time.monotonic()
        process = start([programs.SOHOA, "ingest", "--workers", "2", "--data", data, source])
        peak, parts, shared = 0, (0, []), 0
        while process.poll() is None:
            of = {pid: memory(pid) for pid in (process.pid, *descendants(process.pid))}
            shared = max(shared, sum(s for _, s in of.values()))
            total = sum(anonymous for anonymous, _ in of.values())
            if total > peak:
                peak, parts = total, (of.pop(process.pid)[0], [anonymous for anonymous, _ in of.values()])
            time.sleep(EVERY)
        seconds = time.monotonic() - begin
        reap()
        if process.returncode:
            raise SystemExit("sohoa ingest: exit status %d" % process.returncode)
        lines, _ = programs.sohoa("ingest", "--data", data, source)
        if [(line["status"], line["pages"]) for line in lines] != [("duplicate", pages)]:
            raise SystemExit("sohoa did not store one paper of %d pages: %s" % (pages, lines))
    mib = lambda n: round(n / 2**20)
    report.table([{"pages": pages, "input MB": round(source.stat().st_size / 1e6), "seconds": round(seconds), "peak anonymous MiB": mib(peak),
                   "of it the service": mib(parts[0]), "of it workers": " ".join(str(mib(w)) for w in parts[1]), "shared MiB at most": mib(shared)}])
    report.figure("peak anonymous memory, GiB", peak / 2**30, LIMIT)

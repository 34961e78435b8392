"""What a sudden death costs."""

from pathlib import Path
import random
import shutil
import signal
from subprocess import TimeoutExpired
from tempfile import TemporaryDirectory

from . import CACHE, corpus, programs
from .processes import reap, start

# Pages that are joined into one PDF, so that a paper of many pages is hit too.
JOINED = 6
# A word of nearly every page shows whether the index holds them all, once each.
EVERYWHERE, ALL = "và", "100000"


def measure(a, report):
    """papers lost, doubled or different after kill -9 at random moments of an ingest

    Only the parent is killed: its workers have to notice.
    """
    pages = a.pages or 20
    pictures = corpus.files(corpus.folder(a, pages))[:pages]
    joined = min(JOINED, len(pictures) // 2)
    moments = random.Random(a.seed)
    kills = rounds = 0
    bad = dict.fromkeys(("papers lost", "papers doubled", "PDFs that differ", "pages not found as before", "damaged archives", "workers that stayed"), 0)
    with TemporaryDirectory(dir=CACHE) as work:
        work = Path(work)
        sources = [corpus.pdf(pictures[:joined], work / "joined.pdf"), *pictures[joined:]]
        clean, hits, seconds = ingest(work / "clean", sources)
        if any(line["status"] != "stored" for line in clean.values()):
            raise SystemExit("the undisturbed run did not store all: %s" % list(clean.values()))
        while kills < a.kills:
            data, ended = work / ("round-%d" % rounds), False
            rounds += 1
            # The next run finds what the killed one left, until one reaches its end.
            while kills < a.kills and not ended:
                process = start([programs.SOHOA, "ingest", "--data", data, *sources])
                try:
                    process.wait(moments.uniform(0, seconds))
                    ended = True
                except TimeoutExpired:
                    process.send_signal(signal.SIGKILL)
                    process.wait()
                    kills += 1
                bad["workers that stayed"] += reap()
            after, found, _ = ingest(data, sources)
            bad["papers lost"] += sum(name not in after or after[name]["paper"] is None for name in clean)
            bad["papers doubled"] += max(0, len(list(data.glob("archive/papers/*/*"))) - len(clean)) + len(found) - len(set(found))
            bad["PDFs that differ"] += sum(name in after and after[name]["pdf_blake3"] != line["pdf_blake3"] for name, line in clean.items())
            bad["pages not found as before"] += len(set(found) ^ set(hits))
            bad["damaged archives"] += programs.damaged(data)
            shutil.rmtree(data)
    report.table([{"kills": kills, "rounds": rounds, "papers a round": len(clean), "pages": len(pictures), "pages found": len(hits), "seconds undisturbed": seconds}])
    for what, count in bad.items():
        report.figure(what, count, 0)


def ingest(data, sources):
    """Runs to the end: (its lines by source, (paper, page) of all that is found, seconds)."""
    lines, ran = programs.sohoa("ingest", "--data", data, *sources, codes=(0, 2))
    found, _ = programs.sohoa("search", "--data", data, EVERYWHERE, "--limit", ALL)
    return {line["source"]: line for line in lines}, [(hit["paper"], hit["page"]) for hit in found], ran.wall

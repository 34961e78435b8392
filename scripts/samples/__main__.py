"""Command line of the page maker; see `scripts/make-samples --help`."""

import argparse
from pathlib import Path
import shutil
import sys

from . import dossiers, extra, judge, scanner, speed
from .sheet import missing_packages

ROOT = Path(__file__).resolve().parents[2]


def conditions():
    """All conditions with a line each: first those of a judged round, then those made only when named."""
    extra_ = {name: make.__doc__ for name, make in extra.EXTRA.items()}
    show = lambda lines: "".join("  %-11s %s\n" % line for line in lines.items())
    return "conditions of a judged round:\n%s\nmade only with --condition NAME:\n%s" % (show(dict(zip(scanner.CONDITIONS, scanner.ABOUT))), show(extra_))


def arguments():
    p = argparse.ArgumentParser(prog="scripts/make-samples", description="Makes invented Vietnamese papers with their true text. "
                                "Without options: the bundled dossiers into tests/samples/.", epilog=conditions(),
                                formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--judge", metavar="DIR", help="pages in seven conditions with exact truth, for judging")
    p.add_argument("--bench", metavar="DIR", help="plain office pages and the same as one PDF (DIR/pages.pdf), for speed")
    p.add_argument("--pdf", metavar="FILE", help="one PDF of colour JPEG pages of about 800 kB at 300 dpi")
    p.add_argument("--pages", type=int, metavar="K", help="how many pages (judge 70, bench 40, pdf 1000)")
    p.add_argument("--seed", type=int, default=1, metavar="N", help="another seed, other pages (default 1)")
    p.add_argument("--condition", metavar="C", help="judge: only this condition (list below)")
    p.add_argument("--skew", type=float, metavar="DEG", help="judge: tilts even within ±DEG (default: mostly below 5)")
    p.add_argument("--jobs", type=int, default=2, metavar="J", help="processes (default 2)")
    return p.parse_args()


def main():
    lacking = missing_packages()
    if lacking:
        sys.exit("make-samples needs fonts that are not installed. Run: apt-get install " + " ".join(lacking))
    a = arguments()
    known = (*scanner.CONDITIONS, *extra.EXTRA)
    if a.condition and a.condition not in known:
        sys.exit("no such condition; there are: " + ", ".join(known))
    if a.judge:
        truth = judge.make(a.judge, a.seed, a.pages or 70, a.condition, a.jobs, a.skew)
        print("%s: %d papers, %d pages" % (a.judge, len(truth), sum(len(t["pages"]) for t in truth.values())))
    if a.bench:
        print("%s: %d pages" % (a.bench, speed.bench(a.bench, a.seed, a.pages or 40, a.jobs)))
    if a.pdf:
        print("%s: %d bytes" % (a.pdf, speed.large_pdf(a.pdf, a.seed, a.pages or 1000, a.jobs)))
    if not (a.judge or a.bench or a.pdf):
        target = ROOT / "tests" / "samples"
        for old in target.iterdir() if target.exists() else ():
            if old.is_dir():
                shutil.rmtree(old)
        made = dossiers.make(target)
        size = sum(f.stat().st_size for f in target.rglob("*") if f.is_file())
        print("%s: %d dossiers, %d files, %d pages, %.2f MB" % (
            target.relative_to(ROOT), len(made.dossiers), len(made.files), sum(len(f["pages"]) for f in made.files), size / 1e6))


if __name__ == "__main__":
    main()

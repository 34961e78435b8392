"""The pages that are measured: made ones, or those of SOHOA_CORPUS."""

import json
import os
from pathlib import Path
import shutil
import subprocess

import img2pdf

from . import CACHE, ROOT

# A resolution below this comes from no scanner; such a page is taken for a whole A4 sheet.
LEAST_DPI, A4_INCHES = 100, 297 / 25.4


def make(option, path, seed, pages):
    """Made pages stay for the next run, until the page maker changes: the same seed gives the same bytes."""
    changed = max(f.stat().st_mtime for f in (ROOT / "scripts" / "samples").iterdir())
    if not path.exists() or path.stat().st_mtime < changed:
        partial = path.with_name(path.name + ".partial")
        for old in (path, partial):
            shutil.rmtree(old) if old.is_dir() else old.unlink(missing_ok=True)
        subprocess.run([ROOT / "scripts" / "make-samples", option, partial, "--seed", str(seed), "--pages", str(pages)], check=True)
        partial.rename(path)
    return path


def folder(a, pages):
    """A folder with a truth.json."""
    given = os.environ.get("SOHOA_CORPUS")
    return Path(given).resolve() if given else make("--judge", CACHE / ("judge-%d-%d" % (a.seed, pages)), a.seed, pages)


def files(corpus):
    """Its pages' pictures, in order."""
    truth = json.loads((corpus / "truth.json").read_text(encoding="utf-8"))
    return [corpus / page["file"] for paper in truth.values() for page in paper["pages"]]


def layout(width, height, dpi):
    known = dpi[0] if dpi[0] >= LEAST_DPI else max(width, height) / A4_INCHES
    points = width / known * 72, height / known * 72
    return *points, *points


def pdf(pictures, path):
    """The pictures' own bytes in one PDF, dated back: a file just written is waited for until it rests."""
    path.write_bytes(img2pdf.convert([str(p) for p in pictures], layout_fun=layout, rotation=img2pdf.Rotation.ifvalid, nodate=True))
    os.utime(path, (0, 0))
    return path

"""Sohoa, stock Tesseract and OCRmyPDF: how each is called and how its answer is read."""

import json
import os
from pathlib import Path
import re
import sys

from . import ROOT
from .processes import run

SOHOA = Path(os.environ.get("SOHOA_BIN", ROOT / "target" / "release" / "sohoa")).resolve()
OCRMYPDF = Path(sys.executable).with_name("ocrmypdf")
# What a careful user of OCRmyPDF asks for; without --clean it is faster and reads specks.
PLAIN = ["-l", "vie", "--deskew", "--rotate-pages", "--jobs", "2"]
CLEAN = PLAIN + ["--clean"]
FACING = re.compile(r"^\s*(\d+) .*page is facing (.), confidence \S+ - will rotate", re.M)
TURNS = {"⇧": 0, "⇦": 1, "⇩": 2, "⇨": 3}


def versions():
    return {"sohoa": run([SOHOA, "--version"]).out.split()[-1], "tesseract": run(["tesseract", "--version"]).out.split()[1],
            "ocrmypdf": run([OCRMYPDF, "--version"]).out.strip()}


def sohoa(*arguments, codes=(0,)):
    """(the JSON lines that it printed, what it cost)"""
    ran = run([SOHOA, "--json", *arguments], codes)
    return [json.loads(line) for line in ran.out.splitlines()], ran


def damaged(data):
    return run([SOHOA, "verify", "--data", data], codes=(0, 2)).code != 0


def tesseract(pictures):
    """(texts, CPU seconds)"""
    texts, cpu = [], 0.0
    for picture in pictures:
        ran = run(["tesseract", picture, "-", "-l", "vie"])
        texts.append(ran.out)
        cpu += ran.cpu
    return texts, cpu


def ocrmypdf(options, pdf, output, *more):
    """What it cost."""
    return run([OCRMYPDF, *options, *more, pdf, output])


def ocrmypdf_read(pdf, sidecar):
    """(texts, counter-clockwise quarter turns that it found by page number, CPU seconds), without writing a PDF"""
    ran = ocrmypdf(CLEAN, pdf, "-", "--output-type", "none", "--sidecar", sidecar)
    turns = {int(page): TURNS[way] for page, way in FACING.findall(ran.errors)}
    return sidecar.read_text(encoding="utf-8").split("\f"), turns, ran.cpu

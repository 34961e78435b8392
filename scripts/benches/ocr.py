"""How well and how fast pages are read."""

import json
from pathlib import Path
from tempfile import TemporaryDirectory

from samples import reliability, score

from . import CACHE, corpus, programs

# Words missed of all conditions together, in percent.
MISSED = 1.3


def measure(a, report):
    """words, characters, order, confidence, skew and turns right, CPU time: sohoa ocr, Tesseract, OCRmyPDF

    The peers read the same pages; OCRmyPDF reads them from one PDF and writes only their text.
    """
    folder = corpus.folder(a, a.pages or 70)
    pictures = corpus.files(folder)
    with TemporaryDirectory(dir=CACHE) as work:
        work = Path(work)
        ours, ran = programs.sohoa("ocr", *pictures, codes=(0, 2))
        stock, stock_cpu = programs.tesseract(pictures)
        peer, turns, peer_cpu = programs.ocrmypdf_read(corpus.pdf(pictures, work / "pages.pdf"), work / "text")
        read = {
            "sohoa": (ours, ran.cpu),
            "tesseract": ([{"file": str(p), "text": t} for p, t in zip(pictures, stock)], stock_cpu),
            "ocrmypdf": ([{"file": str(p), "text": t, "quarter_turns": turns.get(n, 0)}
                          for n, (p, t) in enumerate(zip(pictures, peer), 1)], peer_cpu),
        }
        tallies = {}
        for name, (lines, _) in read.items():
            path = work / (name + ".jsonl")
            path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
            tallies[name], _ = score.score(folder, path)
        sure = reliability.rows(reliability.pairs(folder, work / "sohoa.jsonl"))
    conditions = sorted(tallies["sohoa"], key=lambda c: (c == "all", c))
    report.table([row(c, name, tallies[name][c].row()) for c in conditions for name in read])
    print()
    known = programs.versions()
    report.table([{"program": name, "version": known[name], "CPU s a page": cpu / len(pictures)} for name, (_, cpu) in read.items()])
    print()
    report.table(sure)
    report.figure("words missed, %", tallies["sohoa"]["all"].row()["missed"], MISSED)


def row(condition, program, r):
    # The peers do not tell the skew that they find, and Tesseract looks for no turn.
    ours = program == "sohoa"
    return {"condition": condition, "program": program, "pages": r["pages"], "words": r["words"], "missed %": r["missed"],
            "added %": r["added"], "CER %": r["cer"], "skew off °": r["skew_mean"] if ours else None,
            "at most °": r["skew_max"] if ours else None, "turns wrong": None if program == "tesseract" else r["turns_wrong"],
            "neighbours %": r["neighbours"], "unread": r["unread"]}

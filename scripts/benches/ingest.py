"""How fast a PDF of scans becomes stored, searchable papers."""

from pathlib import Path
from tempfile import TemporaryDirectory

from . import CACHE, corpus, programs

# Times more pages a CPU second than OCRmyPDF, and bytes that an access page may have more than its scan.
FASTER_CLEAN, FASTER_PLAIN, MORE_BYTES = 7.0, 4.0, 15_000


def measure(a, report):
    """pages a CPU second from a PDF to a stored, indexed PDF/A, and its bytes: sohoa, OCRmyPDF

    Beside it the time that stock Tesseract takes only to read.
    """
    pictures = corpus.files(corpus.folder(a, a.pages or 70))
    n = len(pictures)
    with TemporaryDirectory(dir=CACHE) as work:
        work = Path(work)
        source = corpus.pdf(pictures, work / "pages.pdf")
        data = work / "data"
        lines, ran = programs.sohoa("ingest", "--data", data, source)
        if [(line["status"], line["pages"]) for line in lines] != [("stored", n)]:
            raise SystemExit("sohoa stored something else than one paper of %d pages: %s" % (n, lines))
        programs.sohoa("export", "--data", data, lines[0]["paper"], "--pdf", "-o", work / "sohoa.pdf")
        rows = [row("sohoa ingest", n, ran.cpu, ran.wall, work / "sohoa.pdf")]
        for name, options in (("ocrmypdf --clean", programs.CLEAN), ("ocrmypdf", programs.PLAIN)):
            output = work / (name + ".pdf")
            made = programs.ocrmypdf(options, source, output)
            rows.append(row(name, n, made.cpu, made.wall, output))
        rows.append(row("tesseract, text only", n, programs.tesseract(pictures)[1]))
        before = source.stat().st_size / n
    for r in rows:
        r["sohoa is × faster"] = r["CPU s a page"] / rows[0]["CPU s a page"]
    report.table(rows)
    print("input: %d pages, %.0f bytes a page" % (n, before))
    report.figure("× pages a CPU second of OCRmyPDF --clean", rows[1]["sohoa is × faster"], FASTER_CLEAN, at_least=True)
    report.figure("× pages a CPU second of OCRmyPDF", rows[2]["sohoa is × faster"], FASTER_PLAIN, at_least=True)
    report.figure("bytes of an access page over its input", round(rows[0]["bytes a page"] - before), MORE_BYTES)


def row(name, pages, cpu, wall=None, pdf=None):
    return {"program": name, "CPU s a page": cpu / pages, "pages a CPU s": pages / cpu, "s a page": wall and wall / pages,
            "bytes a page": pdf and round(pdf.stat().st_size / pages)}

"""Pages for measuring speed: a plain set with its PDF, and one very large PDF written as a stream."""

from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import numpy as np
from PIL import Image

from . import containers, judge, raster, scanner

# As many pictures as a large PDF repeats, and the bytes each should have.
DISTINCT, HEAVY = 20, 800_000


def bench(folder, seed, pages, jobs=2):
    """Plain office pages (200 dpi colour, small tilts) with truth, and all of them in `pages.pdf`."""
    truth = judge.make(folder, seed, pages, "office200", jobs, 1.5)
    folder = Path(folder)
    with open(folder / "pages.pdf", "wb") as out:
        pdf = containers.PdfWriter(out)
        for entry in truth.values():
            for page in entry["pages"]:
                data = (folder / page["file"]).read_bytes()
                with Image.open(folder / page["file"]) as image:
                    pdf.add(data, "jpeg", image.width, image.height, page["dpi"])
        pdf.finish()
    return sum(len(entry["pages"]) for entry in truth.values())


def heavy_page(job):
    """One 300 dpi colour page as a JPEG as near to HEAVY bytes as its quality allows: (bytes, width, height)."""
    seed, index = job
    rng = np.random.default_rng(np.random.SeedSequence([seed, 77, index]))
    flow, _ = judge.write_paper(rng)
    sheet = flow.sheets[0]
    judge.extra_seals(flow, sheet, rng)
    image = scanner.aged(raster.draw(sheet, rng, (248, 243, 230), 0.95), rng, judge.draw_skew(rng))
    low, high = 60, 97
    while low < high:
        middle = (low + high) // 2
        if len(containers.jpeg(image, 300, middle)) < HEAVY:
            low = middle + 1
        else:
            high = middle
    return containers.jpeg(image, 300, low), image.width, image.height


def large_pdf(path, seed, pages, jobs=2):
    """A PDF of `pages` pages straight to disk; a comment in each JPEG keeps its bytes unlike all others. Gives its size."""
    with ProcessPoolExecutor(jobs) as pool:
        stock = list(pool.map(heavy_page, [(seed, k) for k in range(min(pages, DISTINCT))]))
    with open(path, "wb") as out:
        pdf = containers.PdfWriter(out)
        for k in range(pages):
            data, width, height = stock[k % len(stock)]
            note = b"page %d" % (k + 1)
            comment = b"\xff\xfe" + (len(note) + 2).to_bytes(2, "big") + note
            pdf.add(data[:2] + comment + data[2:], "jpeg", width, height, 300)
        pdf.finish()
        return pdf.at

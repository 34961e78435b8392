"""Conditions beyond the seven of a judged round; each is made by name: `--judge DIR --condition NAME`.

A function of `EXTRA` takes a generator and gives an invented paper: (fields, sides); its docstring is what `--help` says
of the condition. A side is called with
the generator and the limit of tilts (None: as people scan) and gives (image, sheet with the true lines,
resolution, tilt or None, further truth of the page). Pictures in that truth under "beside", {"a": image},
are written as NN.a.jpg, and in truth.json stand their names instead; `score` never asks for them.
"""

from pathlib import Path
import zlib

import numpy as np

from . import awards, blank, book, gaps, glare, judge, oldpaper, parts, ruled

EXTRA = {"blank": blank.paper, "fillin": gaps.fillin, "stamped": gaps.stamped, "tables": ruled.paper, "certificate": awards.paper,
         "typewriter": oldpaper.typewriter, "bleed": oldpaper.bleed, "curved": book.curved, "spread": book.spread, "glare": glare.paper,
         "parts": parts.paper}


def generator(seed, condition, index):
    return np.random.default_rng(np.random.SeedSequence([seed, zlib.crc32(condition.encode()), index]))


def count_sides(seed, index, condition):
    return len(EXTRA[condition](generator(seed, condition, index))[1])


def make_paper(job):
    """One paper: writes its pages, gives (name, truth); the layout is that of `judge.make_paper`."""
    folder, index, seed, condition, limit, max_skew = job
    rng = generator(seed, condition, index)
    fields, sides = EXTRA[condition](rng)
    name = "d%03d" % index
    place = Path(folder) / name
    place.mkdir(parents=True, exist_ok=True)
    pages = []
    for k, side in enumerate(sides[:limit]):
        image, sheet, dpi, skew, more = side(rng, max_skew)
        (place / ("%02d.jpg" % (k + 1))).write_bytes(judge.jpeg(image, dpi or 72))
        for tail, picture in more.get("beside", {}).items():
            more["beside"][tail] = "%s/%02d.%s.jpg" % (name, k + 1, tail)
            (Path(folder) / more["beside"][tail]).write_bytes(judge.jpeg(picture, dpi or 72))
        for part in more.get("parts", ()):
            part["file"] = more["beside"][part["file"]]
        (place / ("%02d.txt" % (k + 1))).write_text("".join(line.text + "\n" for line in sheet.lines), encoding="utf-8")
        page = {"file": "%s/%02d.jpg" % (name, k + 1), "skew": skew, "quarter_turns_ccw": 0, "dpi": dpi, "boxes": judge.boxes(sheet),
                "seals": judge.seals(sheet)}
        hand = [word for line in sheet.lines for word in line.hand]
        if hand:
            page["hand"] = hand
        signer = next((m["text"] for m in sheet.marks if m["kind"] == "signer"), None)
        if signer:
            page["signer"] = signer
        pages.append({**page, **more})
    return name, {"profile": condition, **fields, "pages": pages}

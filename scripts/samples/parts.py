"""A sheet larger than the scanner's glass, scanned in overlapping parts of A4.

Truth of a page: "mm" [width, height] of the sheet, and "parts" [{file, degrees, shift, size}]: the middle of
a part's picture shows the spot `shift` (mm from the sheet's upper left), `size` (mm) is what the picture covers,
and the sheet lies turned counter-clockwise in it by `degrees`, 180 of them where the part was fed upside down.
NN.jpg is the whole sheet as one clean scan at the parts' resolution, in truth.json as the page itself.
"""

from functools import partial
import math

import numpy as np
from PIL import Image

from . import judge, plans, raster, scanner
from .flow import Flow
from .ink import cloud
from .people import COMMUNES, person, pick
from .phrases import Speaker
from .sheet import MM, Sheet

DPI = 200
GLASS = 210.0, 297.0
MARGIN = 24.0
# Sheet, how many parts across and down, whether the glass lies across, and the greatest tilt: where parts
# overlap little, people lay the sheet straighter.
WAYS = (((420, 297), (2, 1), False, 3.0), ((420, 297), (3, 1), False, 4.0), ((420, 297), (2, 2), True, 4.0), ((594, 420), (3, 2), False, 2.5))
COUNTS = ("Tiếp nhận", "Đúng hạn", "Trước hạn", "Quá hạn", "Đang giải quyết", "Trả lại", "Trực tuyến", "Trực tiếp", "Tỷ lệ", "Ghi chú")


def paper(rng):
    """Large sheets scanned in two to six overlapping parts (NN.p1.jpg, …), some upside down."""
    size, grid, lying, tilt = pick(rng, WAYS)
    sheet, fields = (survey if rng.random() < 0.6 else plans.plan)(rng, size)
    return fields, [partial(side, sheet, grid, lying, tilt)]


def survey(rng, size):
    """A report on one wide sheet: a head, text and a table with a row for every commune."""
    year = int(rng.integers(2018, 2026))
    speaker, signer = Speaker(rng, year), person(rng)
    points = float(pick(rng, (12, 13, 13.5) if size[0] < 500 else (13.5, 14, 15)))
    face = pick(rng, judge.FACES)
    flow = Flow(face, points, 1.22, MARGIN, MARGIN, 22.0, 22.0, make=lambda: Sheet(*map(float, size)), numbered=False)
    number, topic = "%02d/BC-UBND" % int(rng.integers(1, 900)), speaker.say("topic")
    flow.letterhead("UBND TỈNH LẠNG SƠN", "VĂN PHÒNG", number, "Lạng Sơn, ngày %02d tháng %02d năm %d" % (
        int(rng.integers(1, 29)), int(rng.integers(1, 13)), year))
    flow.title("BIỂU TỔNG HỢP", topic)
    for _ in range(2 if size[1] < 400 else 5):
        flow.paragraph(speaker.say("finding"))
    names = [pick(rng, COUNTS) for _ in range(20)]
    names = list(dict.fromkeys(names))[: 6 if size[0] < 500 else 9]
    rest = flow.wide - 12 - 58 - 70
    columns = [12, 58, 70] + [rest / len(names)] * len(names)
    rows = [["TT", "Đơn vị", "Thủ tục"] + names]
    step = 1.2 * (points - 1.5) / 72 * MM + 2.6
    room = flow.sheet.height - flow.bottom - flow.y - 70
    for k in range(int(room / step / 1.6)):
        thing, (sort, place) = speaker.slot("procedure"), pick(rng, COMMUNES)
        cells = [speaker.slot("pct") if name == "Tỷ lệ" else str(int(rng.integers(0, 3000))) for name in names]
        rows.append([str(k + 1), "%s %s" % (sort.capitalize(), place), thing[0].upper() + thing[1:], *cells])
    flow.table(columns, rows)
    while flow.y + 65 < flow.sheet.height - flow.bottom:
        flow.paragraph("- " + speaker.say(pick(rng, ("finding", "order"))))
    flow.signed(["CHÁNH VĂN PHÒNG"], signer.name, int(rng.integers(1 << 30)), ["- Như trên;", "- Lưu: VT."], ("UBND TỈNH LẠNG SƠN", "VĂN PHÒNG"))
    return flow.sheets[0], {"unit": "VĂN PHÒNG", "kind": "BIỂU TỔNG HỢP", "number": number, "topic": topic, "signer": signer.name, "font": face, "size": points}


def side(sheet, grid, lying, tilt, rng, max_skew):
    whole = raster.draw(sheet, rng, (248, 247, 244), 0.94)
    tilt = tilt if max_skew is None else min(tilt, max_skew)
    places = lay(rng, sheet, grid, GLASS[::-1] if lying else GLASS, tilt)
    beside = {place["file"]: take(whole, place, rng) for place in places}
    return scanner.clean(whole, rng, 0.0, DPI), sheet, DPI, 0.0, {"mm": [sheet.width, sheet.height], "parts": places, "beside": beside}


def lay(rng, sheet, grid, glass, tilt):
    """Where the parts lie, until every spot of every true line is seen in one of them."""
    spots = np.array([(x + w * s, y + h * t) for x, y, w, h in (line.box for line in sheet.lines) for s in np.linspace(0, 1, 60) for t in (0, 1)])
    upside = int(rng.integers(2)) if rng.random() < 0.5 else None
    while True:
        places, seen = [], np.zeros(len(spots), bool)
        for j in range(grid[1]):
            for i in range(grid[0]):
                middle = []
                for long, many, at, side in zip((sheet.width, sheet.height), grid, (i, j), glass):
                    first, last = MARGIN - 6 + side / 2, long - MARGIN + 6 - side / 2
                    spot = long / 2 if many == 1 else first + (last - first) * at / (many - 1)
                    middle.append(spot + float(rng.uniform(-5, 5)))
                angle = float(rng.uniform(-tilt, tilt))
                flip = rng.random() < 0.15 if upside is None else (i + j) % 2 == upside
                degrees = angle + 180 * bool(flip)
                a = math.radians(degrees)
                dx, dy = spots[:, 0] - middle[0], spots[:, 1] - middle[1]
                px, py = dx * math.cos(a) + dy * math.sin(a), dy * math.cos(a) - dx * math.sin(a)
                seen |= (abs(px) < glass[0] / 2 - 3) & (abs(py) < glass[1] / 2 - 3)
                places.append({"file": "p%d" % (len(places) + 1), "degrees": round(degrees, 3), "shift": [round(m, 2) for m in middle], "size": list(glass)})
        if seen.all():
            return places


def take(whole, place, rng):
    """One part as the scanner gives it: cut, turned, with light of its own; beyond the sheet the lid shows."""
    k = raster.DPI / MM
    size = tuple(round(v * k) for v in place["size"])
    a = math.radians(place["degrees"])
    c, s = math.cos(a), math.sin(a)
    u, v = (m * k for m in place["shift"])
    numbers = (c, -s, u - c * size[0] / 2 + s * size[1] / 2, s, c, v - s * size[0] / 2 - c * size[1] / 2)
    part = whole.transform(size, Image.Transform.AFFINE, numbers, Image.Resampling.BICUBIC, fillcolor=(214, 213, 209))
    part = scanner.resample(part, DPI)
    slope = np.linspace(-1, 1, part.width, dtype=np.float32)[None, :] * float(rng.uniform(-0.03, 0.03))
    light = float(rng.uniform(0.84, 1.0)) + slope + 0.012 * cloud(rng, part.height, part.width, 7)
    return scanner.expose(part, rng, 0.5, 1.6, light.astype(np.float32))

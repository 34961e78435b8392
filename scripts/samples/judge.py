"""Fresh pages with exact truth for judging: folders d000, d001, … with NN.jpg, NN.txt and a truth.json.

The text is random administrative Vietnamese (`phrases`), the same seed gives the same bytes,
and another seed gives other people, numbers, sentences and damage.
"""

from concurrent.futures import ProcessPoolExecutor
import io
import json
from pathlib import Path

import numpy as np

from . import raster, scanner
from .flow import Flow
from .people import COMMUNES, DISTRICTS, long_date, person, pick
from .phrases import Speaker
from .sheet import RED, VIOLET

KINDS = {"QUYẾT ĐỊNH": "QĐ", "THÔNG BÁO": "TB", "KẾ HOẠCH": "KH", "BÁO CÁO": "BC", "GIẤY XÁC NHẬN": "GXN", "TỜ TRÌNH": "TTr",
         "BIÊN BẢN": "BB", "GIẤY PHÉP XÂY DỰNG": "GPXD"}
# Mostly the face that the rules ask for; the others as offices really use them.
FACES = ("Tinos",) * 6 + ("Termes", "Termes", "Arimo", "FreeSerif")
QUALITY = 80
ROMAN = "I II III IV V VI VII VIII IX X XI XII XIII XIV XV XVI XVII XVIII XIX XX XXI".split()
# Most pages tilt a little, some lie dead straight: a reader must leave those alone.
STRAIGHT_SHARE, SKEW_SIGMA, SKEW_LIMIT = 0.15, 2.0, 4.8


def write_paper(rng, face=None):
    """An invented paper of two or three sheets: its Flow and its fields."""
    year = int(rng.integers(2015, 2026))
    speaker = Speaker(rng, year)
    kind = pick(rng, list(KINDS))
    if year >= 2025 or rng.random() < 0.4:
        sort, place = pick(rng, COMMUNES)
        parent = "UBND TỈNH LẠNG SƠN" if year >= 2025 else "UBND HUYỆN " + pick(rng, DISTRICTS).upper()
    else:
        sort, place, parent = "huyện", pick(rng, DISTRICTS), "UBND TỈNH LẠNG SƠN"
    unit = "ỦY BAN NHÂN DÂN %s %s" % (sort.upper(), place.upper())
    day, month = int(rng.integers(1, 29)), int(rng.integers(1, 13))
    number = "%02d/%s-UBND" % (int(rng.integers(1, 5000)), KINDS[kind])
    face, size = face or pick(rng, FACES), float(pick(rng, (12, 13, 13, 13.5, 14)))
    citizen, signer, topic = person(rng), person(rng), speaker.say("topic")
    flow = Flow(face, size, float(rng.uniform(1.16, 1.34)), left=float(rng.uniform(27, 33)), right=float(rng.uniform(15, 20)),
                numbered=bool(rng.random() < 0.25))
    flow.letterhead(parent if rng.random() < 0.6 else "", unit.replace("ỦY BAN NHÂN DÂN ", "ỦY BAN NHÂN DÂN\n"), number,
                    "%s, %s" % (place, long_date(day, month, year)))
    flow.title(kind, topic)
    flow.paragraph("Họ và tên: %s, sinh ngày %s, số định danh cá nhân %s, thường trú tại thôn %s, %s %s, tỉnh Lạng Sơn."
                   % (citizen.name, citizen.birthday, citizen.number, citizen.hamlet, sort, place))
    decides = kind == "QUYẾT ĐỊNH"
    for _ in range(int(rng.integers(2, 5))):
        flow.paragraph(speaker.say("basis"), style="i" if rng.random() < 0.7 else "")
    if decides:
        flow.centred("QUYẾT ĐỊNH:", after=2)
    items = int(rng.integers(12, 21)) if size < 13.5 else int(rng.integers(10, 17))
    section = 0
    for k in range(1, items + 1):
        if not decides and rng.random() < 0.16:
            section += 1
            flow.paragraph("*%s. %s*" % (ROMAN[section - 1], speaker.say("topic").upper()), after=1.2)
        if rng.random() < 0.03:
            table(flow, speaker, rng)
        head = "*Điều %d.* " % k if decides else ("%d. " % k if rng.random() < 0.4 else ("- " if rng.random() < 0.3 else ""))
        flow.paragraph(head + speaker.say(pick(rng, ("finding", "finding", "order", "order", "person"))))
    flow.paragraph(speaker.say("close") + ("/." if rng.random() < 0.5 else ""))
    posts = pick(rng, (["TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"], ["KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"], ["CHỦ TỊCH"]))
    flow.signed(posts, signer.name, int(rng.integers(1 << 30)), ["- Như trên;", "- %s;" % speaker.slot("dept"), "- Lưu: VT."],
                ("UBND %s %s" % (sort.upper(), place.upper()), "T. LẠNG SƠN"))
    fields = {"unit": "UBND %s %s" % (sort, place), "kind": kind, "number": number, "date": "%d-%02d-%02d" % (year, month, day),
              "topic": topic, "place": place, "signer": signer.name, "citizen": citizen.name, "cccd": citizen.number,
              "dob": citizen.birthday, "font": face, "size": size}
    return flow, fields


def table(flow, speaker, rng):
    """A small table of procedures and counts."""
    rows = [["TT", "Thủ tục", "Tiếp nhận", "Đúng hạn", "Tỷ lệ"]]
    for k in range(int(rng.integers(3, 6))):
        name = speaker.slot("procedure")
        rows.append([str(k + 1), name[0].upper() + name[1:], speaker.slot("n3"), speaker.slot("n3"), speaker.slot("pct")])
    flow.skip(1)
    flow.table([11, flow.wide - 11 - 75, 25, 25, 25], rows)


def draw_skew(rng):
    """A tilt in degrees, the worst first rank of what people feed a scanner."""
    if rng.random() < STRAIGHT_SHARE:
        return round(float(rng.uniform(-0.03, 0.03)), 4)
    while True:
        skew = float(rng.normal(0, SKEW_SIGMA))
        if abs(skew) <= SKEW_LIMIT:
            return round(skew, 4)


def extra_seals(flow, sheet, rng):
    """Two or three round seals dropped over the running text, one of them blue now and then."""
    for _ in range(int(rng.integers(2, 4))):
        ink = RED if rng.random() < 0.7 else VIOLET
        sheet.seal(float(rng.uniform(45, 165)), float(rng.uniform(60, 235)), "VĂN PHÒNG UBND TỈNH", "LẠNG SƠN",
                   int(rng.integers(1 << 30)), ink, float(rng.uniform(32, 38)))


def shoot(sheet, condition, rng, skew):
    """The sheet under `condition`: (RGB image, quarter turns, corners of the sheet in a photo)."""
    quarters, corners = 0, None
    if condition == "phone":
        image, corners = scanner.phone(raster.draw(sheet, rng, (246, 245, 242), 0.95), rng)
    elif condition == "copy300":
        image = scanner.copy(raster.draw(sheet, rng), rng, skew).convert("RGB")
    elif condition == "office200":
        image = scanner.office(raster.draw(sheet, rng, (246, 246, 243), 0.92), rng, skew)
    elif condition == "low150":
        image = scanner.low(raster.draw(sheet, rng, (252, 252, 252), 0.9), rng, skew)
    elif condition == "seal300":
        image = scanner.aged(raster.draw(sheet, rng, (248, 243, 230), 0.95), rng, skew)
    else:
        image = scanner.clean(raster.draw(sheet, rng, (254, 254, 254), 0.96), rng, skew)
    if condition == "rot":
        quarters = int(rng.integers(1, 4))
        image = scanner.turn(image, quarters)
    return image, quarters, corners


def boxes(sheet):
    """Boxes of the true lines as fractions of the upright sheet: x, y, w, h."""
    w, h = sheet.width, sheet.height
    return [[round(v / m, 4) for v, m in zip(line.box, (w, h, w, h))] for line in sheet.lines]


def seals(sheet):
    """Boxes of the seals as fractions of the upright sheet."""
    return [[round(v / m, 4) for v, m in zip(mark["box"], (sheet.width, sheet.height) * 2)] for mark in sheet.marks if mark["kind"] == "seal"]


def make_paper(job):
    """One paper: writes its pages, gives (name, truth)."""
    folder, index, seed, condition, limit, max_skew = job
    rng = np.random.default_rng(np.random.SeedSequence([seed, scanner.CONDITIONS.index(condition), index]))
    flow, fields = write_paper(rng)
    name = "d%03d" % index
    place = Path(folder) / name
    place.mkdir(parents=True, exist_ok=True)
    pages = []
    for k, sheet in enumerate(flow.sheets[:limit]):
        skew = 0.0 if condition == "phone" else draw_skew(rng) if max_skew is None else round(float(rng.uniform(-max_skew, max_skew)), 4)
        if condition == "seal300":
            extra_seals(flow, sheet, rng)
        image, quarters, corners = shoot(sheet, condition, rng, skew)
        (place / ("%02d.jpg" % (k + 1))).write_bytes(jpeg(image, scanner.RESOLUTION[condition] or 72))
        (place / ("%02d.txt" % (k + 1))).write_text("\n".join(line.text for line in sheet.lines) + "\n", encoding="utf-8")
        page = {"file": "%s/%02d.jpg" % (name, k + 1), "skew": skew, "quarter_turns_ccw": quarters,
                "dpi": scanner.RESOLUTION[condition], "boxes": boxes(sheet),
                "seals": seals(sheet)}
        signer = next((m["text"] for m in sheet.marks if m["kind"] == "signer"), None)
        if signer:
            page["signer"] = signer
        if corners:
            page["corners"] = [[round(x, 1), round(y, 1)] for x, y in corners]
        pages.append(page)
    return name, {"profile": condition, **fields, "pages": pages}


def jpeg(image, dpi, quality=QUALITY):
    """JPEG bytes with the usual half-size colour."""
    out = io.BytesIO()
    image.save(out, "JPEG", quality=quality, dpi=(dpi, dpi), subsampling=2, optimize=True)
    return out.getvalue()


def count_sheets(seed, index, condition):
    rng = np.random.default_rng(np.random.SeedSequence([seed, scanner.CONDITIONS.index(condition), index]))
    return len(write_paper(rng)[0].sheets)


def make(folder, seed, pages, condition=None, jobs=2, max_skew=None):
    """Writes `pages` pages into `folder`, the conditions in turn (or one only, which may be an extra one); gives the truth."""
    from . import extra

    beyond = condition in extra.EXTRA
    count, write = (extra.count_sides, extra.make_paper) if beyond else (count_sheets, make_paper)
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    work, index = [], 0
    while pages > 0:
        mine = condition or scanner.CONDITIONS[index % len(scanner.CONDITIONS)]
        limit = min(pages, count(seed, index, mine))
        work.append((str(folder), index, seed, mine, limit, max_skew))
        pages -= limit
        index += 1
    with ProcessPoolExecutor(jobs) as pool:
        truth = dict(pool.map(write, work))
    text = ",\n".join("%s: %s" % (json.dumps(name), json.dumps(entry, ensure_ascii=False)) for name, entry in truth.items())
    (folder / "truth.json").write_text("{\n" + text + "\n}\n", encoding="utf-8")
    return truth

"""Conditions `fillin` and `stamped`: what print left open, filled by a pen or by a stamp.

`fillin`: a pen writes number, day and month into a letterhead, or a citizen fills in a whole declaration. Page truth:
"hand" (the words of the text that a hand wrote, in whole or in part), "penned" (what the pen wrote) and
"hand_boxes" (where, beside "penned").
`stamped`: a numbering stamp prints them in blue, violet or red; its figures are words like all others, "stamp_boxes" says where.
"""

from dataclasses import dataclass, replace

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from . import declared, judge, raster, scanner, worn
from .ink import cloud
from .people import pick
from .sheet import MM, font, width

PENS = ((28, 52, 140), (28, 52, 140), (40, 70, 170), (30, 30, 38))
# Where a drawn word's baseline lies in its mask, from above.
BASE = 1.5 / 2.4
STAMPS = ((36, 60, 150), (88, 72, 160), (96, 108, 172), (190, 40, 50))


@dataclass
class Gap:
    """An open place in a printed line: its left end, baseline and width in mm, what belongs in it, the printed size."""

    x: float
    y: float
    wide: float
    text: str
    size: float


def open_up(sheet, text, parts, wide):
    """Sets the printed line `text` anew from `parts`, strings and (filling,) for gaps `wide` mm; gives the gaps.

    The true line and its place stay; only its ink is drawn otherwise.
    """
    line = next(l for l in sheet.lines if l.text == text)
    words = text.split(" ")
    at = next(k for k in range(len(sheet.steps)) if [s[3] if s[0] == "text" else None for s in sheet.steps[k:k + len(words)]] == words)
    _, _, y, _, face, style, size, ink = sheet.steps[at]
    del sheet.steps[at:at + len(words)]
    space = width(face, "", size, " ")
    full = sum(wide if isinstance(p, tuple) else width(face, style, size, p) for p in parts)
    x = start = line.box[0] + line.box[2] / 2 - full / 2
    gaps = []
    for part in parts:
        if isinstance(part, tuple):
            gaps.append(Gap(x, y, wide, part[0], size))
            x += wide
        else:
            sheet.steps.append(("text", x + space * (len(part) - len(part.lstrip())), y, part.strip(), face, style, size, ink))
            x += width(face, style, size, part)
    line.box = (start, line.box[1], full, line.box[3])
    return gaps


def letter(rng, wide):
    """An office paper whose number, day and month are gaps in print: (flow, fields, gaps)."""
    flow, fields = judge.write_paper(rng)
    sheet, year = flow.sheets[0], fields["date"][:4]
    figures, symbol = fields["number"].split("/")
    date = next(l.text for l in sheet.lines if l.text.startswith(fields["place"] + ", ngày "))
    day, month = date.split(" ")[-5], date.split(" ")[-3]
    gaps = open_up(sheet, "Số: " + fields["number"], ["Số: ", (figures,), "/" + symbol], wide * 1.3)
    gaps += open_up(sheet, date, [fields["place"] + ", ngày ", (day,), " tháng ", (month,), " năm " + year], wide * 0.75)
    return flow, fields, gaps


def writer(rng):
    """How somebody writes: slant, and how far the letters stand apart."""
    return float(rng.normal(0.1, 0.14)), float(rng.uniform(0.88, 1.12))


def written(rng, text, size, slant, loose):
    """Coverage of a word by a pen at 300 dpi: each glyph of its own height and turn."""
    pixels = size * 300 / 72
    mask = Image.new("L", (round(pixels * (len(text) + 2)), round(pixels * 2.4)), 0)
    x = pixels * 0.6
    for glyph in text:
        own = max(8, round(pixels * float(rng.normal(1, 0.06))))
        face = font("Hand", "", own)
        tile = Image.new("L", mask.size, 0)
        ImageDraw.Draw(tile).text((x, pixels * 1.5 + float(rng.normal(0, 0.04)) * pixels), glyph, font=face, fill=int(rng.integers(190, 256)), anchor="ls",
                                  stroke_width=int(rng.random() < 0.4))
        tile = tile.rotate(float(rng.normal(0, 4)), Image.Resampling.BICUBIC, center=(x + own * 0.25, pixels * 1.2))
        mask.paste(255, (0, 0), tile)
        x += face.getlength(glyph) * loose
    mask = mask.transform(mask.size, Image.Transform.AFFINE, (1, slant, -slant * pixels * 1.5, 0, 1, 0), Image.Resampling.BICUBIC)
    return mask.filter(ImageFilter.GaussianBlur(0.7))


def stamped_mask(rng, text, size, face):
    """Coverage of figures by a rubber stamp at 300 dpi: wheels a little off their line, ink uneven, the whole turned."""
    pixels = size * 300 / 72
    mask = Image.new("L", (round(pixels * (len(text) + 2)), round(pixels * 2.4)), 0)
    pen, x, letters = ImageDraw.Draw(mask), pixels, font(face, "b", round(pixels))
    for glyph in text:
        pen.text((x, pixels * 1.5 + float(rng.normal(0, 0.02)) * pixels), glyph, font=letters, fill=255, anchor="ls")
        x += letters.getlength(glyph) * 1.04
    mask = mask.rotate(float(rng.uniform(-2, 2)), Image.Resampling.BICUBIC).filter(ImageFilter.GaussianBlur(1.2))
    inked = 0.72 + 0.35 * cloud(rng, mask.height, mask.width, 6) + 0.45 * cloud(rng, mask.height, mask.width, mask.width // 4)
    return Image.fromarray((np.asarray(mask, np.float32) * np.clip(inked, 0.1, 1)).astype(np.uint8))


def lay_in(page, sheet, gap, mask, ink, drop, strength):
    """Lays `mask` over the middle of `gap`, `drop` mm below its line; gives its box as fractions."""
    left, top, right, bottom = mask.getbbox()
    k, base = 300 / MM, mask.height * BASE
    mask = mask.crop((left, top, right, bottom))
    x = round((gap.x + gap.wide / 2) * k - mask.width / 2)
    y = round((gap.y + drop) * k - base + top)
    worn.lay(page, mask, x, y, ink, strength)
    return [round(v, 4) for v in (x / k / sheet.width, y / k / sheet.height, mask.width / k / sheet.width, mask.height / k / sheet.height)]


def finish(page, rng, limit):
    """An office's scan of the filled page: (image, dpi, tilt)."""
    skew = judge.draw_skew(rng) if limit is None else round(float(rng.uniform(-limit, limit)), 4)
    dpi = int(rng.choice([200, 300]))
    scan = scanner.office if rng.random() < 0.5 else scanner.clean
    return scan(worn.picture(page), rng, skew, dpi), dpi, skew


def sides_of(sheets, first):
    """`first` for the first sheet, plain scans for the others."""
    def plain(sheet):
        def side(rng, limit):
            image, dpi, skew = finish(worn.array(raster.draw(sheet, rng, (250, 250, 248), 0.94)), rng, limit)
            return image, sheet, dpi, skew, {}
        return side
    return [first] + [plain(sheet) for sheet in sheets[1:]]


def penned(sheet, gaps, grown):
    """A side on which one pen fills `gaps`, `grown` times the size said of them."""
    def side(rng, limit):
        page = worn.array(raster.draw(sheet, rng, (250, 250, 248), 0.94))
        ink, hand, scale = pick(rng, PENS), writer(rng), float(rng.uniform(*grown))
        at = [lay_in(page, sheet, gap, written(rng, gap.text, gap.size * scale, *hand), ink, float(rng.normal(0.3, 0.5)), float(rng.uniform(0.75, 1))) for gap in gaps]
        image, dpi, skew = finish(page, rng, limit)
        return image, sheet, dpi, skew, {"penned": [gap.text for gap in gaps], "hand_boxes": at}

    return side


def fillin(rng):
    """Letterheads whose number and date a pen wrote, and declarations filled in by hand."""
    if rng.random() < 0.5:
        return form(rng)
    flow, fields, gaps = letter(rng, float(rng.uniform(11, 15)))
    sheet = flow.sheets[0]
    if rng.random() < 0.3:  # some forms have dots to write on
        for gap in gaps:
            sheet.rule(gap.x + 0.5, gap.y, gap.x + gap.wide - 0.5, gap.y, dotted=True)
    for line in sheet.lines:
        if line.text.startswith("Số: "):
            line.hand = [fields["number"]]
        elif line.text.startswith(fields["place"] + ", ngày ") and not line.hand:
            line.hand = [gaps[1].text, gaps[2].text]
    return fields, sides_of(flow.sheets, penned(sheet, gaps, (1.1, 1.6)))


def form(rng):
    sheets, fields, (place, day, month, year) = declared.declaration(rng)
    sheet, date = sheets[0], "%s, ngày %s tháng %s năm %d" % (place, day, month, year)
    gaps = [Gap(x, y, wide, word, size) for x, y, wide, word, size in declared.lift_pen(sheet)]
    if any(line.text == date for line in sheet.lines):  # a long form has it overleaf, there it stays printed
        opened = open_up(sheet, date, [place + ", ngày ", (day,), " tháng ", (month,), " năm %d" % year], 9.0)
        gaps += [replace(gap, size=gap.size * 1.3) for gap in opened]  # the sizes above are those of a pen already
        next(line for line in sheet.lines if line.text == date).hand = [day, month]
    return fields, sides_of(sheets, penned(sheet, gaps, (0.82, 0.95)))


def stamped(rng):
    """Letterheads whose number and date a numbering stamp printed in blue, violet or red."""
    flow, fields, gaps = letter(rng, float(rng.uniform(10, 13)))
    sheet = flow.sheets[0]

    def side(rng, limit):
        page = worn.array(raster.draw(sheet, rng, (250, 250, 248), 0.94))
        ink, size, face = pick(rng, STAMPS), float(rng.uniform(12, 15.5)), pick(rng, ("Arimo", "Tinos", "Cousine"))
        at = [lay_in(page, sheet, gap, stamped_mask(rng, gap.text, size, face), ink, float(rng.normal(0.2, 0.5)), float(rng.uniform(0.7, 1))) for gap in gaps]
        image, dpi, skew = finish(page, rng, limit)
        return image, sheet, dpi, skew, {"stamp_boxes": at}

    return fields, sides_of(flow.sheets, side)

"""Pages of an open book: bent towards the gutter, in its shadow, alone in a phone photo or two beside each other.

A page is bent like a cylinder whose axis is the gutter: its depth below the flat page depends on the distance
from the gutter only. Seen from above, what lies deeper is smaller and, seen slantwise, lies higher or lower.

Truth of a `spread`: "spread" true, "gutter" where the gutter crosses the picture's middle row, as a fraction of
its width; "pages" the text of the left page and of the right one, which the text file has one after the other. Truth of a `curved` page: "gutter" is the side
on which it is bound ("left", "right"), "depth" how deep it goes down there in mm, "corners" those of the page.
"""

from functools import partial

import numpy as np
from PIL import Image

from . import judge, raster, scanner
from .people import pick
from .sheet import MM, Line, Sheet

FACTOR = raster.DPI / MM  # pixels in a mm
# Strips this wide (pixels) are bent as one.
STRIP = 6


class Bend:
    """How a page of `wide` mm comes to lie in the picture, the gutter at 0.

    `depth` mm down at the gutter, less by e every `reach` mm; the eye is `far` mm above the page's middle, and
    `lean` mm are what a depth of one mm moves a spot up in the picture.
    """

    def __init__(self, wide, depth, reach, far, lean, swell=0.0):
        x = np.linspace(0, wide, 4000)
        z = depth * np.exp(-x / reach) - swell * np.sin(np.pi * np.clip(x / wide, 0, 1)) ** 2
        slope = np.gradient(z, x)
        self.along = np.concatenate([[0], np.cumsum(np.hypot(np.diff(x), np.diff(z)))])
        self.scale = far / (far + z)
        self.x = wide / 2 + (x - wide / 2) * self.scale
        keep = self.along <= wide
        self.along, self.scale, self.x, self.slope, self.up = (v[keep] for v in (self.along, self.scale, self.x, slope, z * lean))
        self.x = self.x - self.x[0]
        self.wide = float(self.x[-1])

    def at(self, x, what):
        """`along` the paper, `scale`, `slope` or `up` at the picture's `x` (mm from the gutter)."""
        return np.interp(x, self.x, getattr(self, what))


def bent(page, bend, right, pad, shade):
    """`page` bent, its gutter at the picture's right edge or left edge: (image, outline), `pad` mm higher on both sides."""
    wide, high = round(bend.wide * FACTOR), page.height + 2 * round(pad * FACTOR)
    if right:
        page = page.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    middle, mesh = high / 2, []
    for x in range(0, wide, STRIP):
        end = min(x + STRIP, wide)
        edges = np.array([x, end]) / FACTOR
        u, s, up = bend.at(edges, "along") * FACTOR, bend.at(edges, "scale"), bend.at(edges, "up") * FACTOR
        top, low = (page.height / 2 + (y + up - middle) / s for y in (0, high))
        mesh.append(((x, 0, end, high), (u[0], top[0], u[0], low[0], u[1], low[1], u[1], top[1])))
    image = page.transform((wide, high), Image.Transform.MESH, mesh, Image.Resampling.BICUBIC)
    mask = Image.new("L", page.size, 255).transform((wide, high), Image.Transform.MESH, mesh, Image.Resampling.BILINEAR)
    slope = bend.at(np.arange(wide) / FACTOR, "slope")
    light = 1 - shade * np.clip(-slope, 0, 1.2) + 0.4 * shade * np.clip(slope, 0, 0.5)
    image = Image.fromarray(np.clip(np.asarray(image, np.float32) * light[None, :, None].astype(np.float32), 0, 255).astype(np.uint8))
    flip = (lambda i: i.transpose(Image.Transpose.FLIP_LEFT_RIGHT)) if right else (lambda i: i)
    return flip(image), flip(mask)


def opened(pages, bends, pad, shade, paper):
    """Two bent pages beside each other: (image, outline, x of the gutter)."""
    halves = [bent(p, b, r, pad, shade) for p, b, r in zip(pages, bends, (True, False))]
    wide = sum(i.width for i, _ in halves)
    image, mask = Image.new("RGB", (wide, halves[0][0].height), paper), Image.new("L", (wide, halves[0][0].height), 0)
    x = 0
    for half, cover in halves:
        image.paste(half, (x, 0), cover)
        mask.paste(cover, (x, 0))
        x += half.width
    return image, mask, halves[0][0].width


def shadow(image, gutter, dark, reach, thread=1.2):
    """The gutter's shadow, e times lighter every `reach` mm, and the black of the fold itself."""
    t = np.abs(np.arange(image.width) - gutter) / FACTOR
    light = (1 - dark * np.exp(-t / reach)) * (1 - 0.8 * np.exp(-(t / (thread / 2)) ** 2))
    return Image.fromarray((np.asarray(image, np.float32) * light[None, :, None].astype(np.float32)).astype(np.uint8))


def both(left, right):
    """One sheet with the true lines of two beside each other."""
    wide = Sheet(left.width + right.width, left.height)
    wide.lines = left.lines + [Line(l.text, (l.box[0] + left.width, *l.box[1:]), l.hand) for l in right.lines]
    for sheet, x in ((left, 0), (right, left.width)):
        wide.marks += [{**m, "box": (m["box"][0] + x, *m["box"][1:])} if "box" in m else m for m in sheet.marks]
    return wide


def spread(rng):
    """An open book, scanned flat or in a photo: two pages and the gutter's shadow in one picture."""
    while True:
        flow, fields = judge.write_paper(rng)
        if len(flow.sheets) > 1:
            return fields, [partial(spread_side, *flow.sheets[:2])]


def spread_side(left, right, rng, max_skew):
    photo = rng.random() < 0.35
    tone = pick(rng, [(250, 249, 245), (246, 243, 234), (243, 241, 236)])
    pages = [raster.draw(sheet, rng, tone, 0.94) for sheet in (left, right)]
    depth, reach = float(rng.uniform(2, 8)), float(rng.uniform(9, 16))
    far, lean = (420.0, float(rng.uniform(-0.25, 0.25))) if photo else (300.0, 0.0)
    bends = [Bend(left.width, depth * float(rng.uniform(0.8, 1.2)), reach, far, lean) for _ in pages]
    paper = (70, 64, 58) if photo else (238, 237, 234)
    image, mask, gutter = opened(pages, bends, 6.0, float(rng.uniform(0.2, 0.45)), paper)
    image = shadow(image, gutter, float(rng.uniform(0.3, 0.7)), float(rng.uniform(4, 9)))
    sheet, more = both(left, right), {"spread": True, "pages": [{"text": "\n".join(line.text for line in page.lines)} for page in (left, right)]}
    if photo:
        photo, corners = scanner.phone(image, rng, (4032, 3024), 0, mask)
        ends = through(corners, image.size, [(gutter, 0), (gutter, image.height)])
        share = (photo.height / 2 - ends[0][1]) / (ends[1][1] - ends[0][1])
        return photo, sheet, 0, None, {**more, "gutter": round((ends[0][0] + share * (ends[1][0] - ends[0][0])) / photo.width, 4)}
    dpi = int(pick(rng, (200, 200, 250, 300)))
    limit = 1.5 if max_skew is None else max_skew
    skew = round(float(rng.uniform(-limit, limit)), 4)
    x = 0.5 + (gutter / image.width - 0.5) / np.cos(np.radians(skew))
    scan = scanner.resample(scanner.tilt(image, skew, (238, 237, 234)), dpi)
    return scanner.expose(scan, rng, 0.5, 1.5), sheet, dpi, skew, {**more, "gutter": round(float(x), 4)}


def curved(rng):
    """Phone photos of single pages of a book, bent towards the gutter."""
    flow, fields = judge.write_paper(rng)
    return fields, [partial(curved_side, sheet) for sheet in flow.sheets]


def curved_side(sheet, rng, max_skew):
    page = raster.draw(sheet, rng, pick(rng, [(250, 249, 245), (246, 243, 234), (243, 241, 236)]), 0.94)
    on_right = rng.random() < 0.4  # a left page, bound on its right
    depth = float(rng.uniform(9, 19))
    reach = depth * float(rng.uniform(1.3, 2.0))
    bend = Bend(sheet.width, depth, reach, float(rng.uniform(380, 480)), float(rng.choice([-1, 1]) * rng.uniform(0.15, 0.55)),
                float(rng.uniform(0, 6)))
    # Of the other page only a strip is in the picture, without text.
    other = Image.new("RGB", page.size, page.getpixel((5, 5)))
    pages, strip, pad = ([page, other] if on_right else [other, page]), float(rng.uniform(8, 24)), 11.0
    image, mask, gutter = opened(pages, [bend, bend], pad, float(rng.uniform(0.15, 0.4)), (70, 64, 58))
    image = shadow(image, gutter, float(rng.uniform(0.15, 0.4)), float(rng.uniform(4, 10)), 0.8)
    cut = gutter + round(strip * FACTOR) * (1 if on_right else -1)
    box = (0, 0, cut, image.height) if on_right else (cut, 0, image.width, image.height)
    image, mask, gutter = image.crop(box), mask.crop(box), gutter - box[0]
    photo, ends = scanner.phone(image, rng, glare=0, outline=mask)
    corners = []
    for x, low in ((0, 0), (1, 0), (1, 1), (0, 1)):
        t = 0 if (x == 1) == on_right else bend.wide
        y = (image.height / 2 + (low - 0.5) * page.height * bend.at(t, "scale") - bend.at(t, "up") * FACTOR)
        corners.append((gutter - t * FACTOR if on_right else gutter + t * FACTOR, y))
    found = [[round(float(v), 1) for v in p] for p in through(ends, image.size, corners)]
    return photo, sheet, 0, None, {"gutter": "right" if on_right else "left", "depth": round(depth, 1), "corners": found}


def through(corners, size, points):
    """`points` of a picture of `size` in the photo where its corners are `corners`."""
    a, b, c, d, e, f, g, h = scanner.homography([(0, 0), (size[0], 0), size, (0, size[1])], corners)
    return [((a * x + b * y + c) / (g * x + h * y + 1), (d * x + e * y + f) / (g * x + h * y + 1)) for x, y in points]

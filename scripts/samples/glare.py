"""Two photos of one page under a glossy cover: lamps shine in it, at another place in each photo.

Truth of a page: "beside" names the photos a and b, "corners" gives the sheet's corners in each as pixels, and
"glare" the ellipses in each as [x, y, rx, ry, degrees]: x is a fraction of the picture's width, y of its
height, both radii are fractions of its width, and the angle is counter-clockwise. At an ellipse's edge the
shine has faded to a veil. NN.jpg is photo a without any shine.
"""

from functools import partial

import numpy as np
from PIL import Image

from . import judge, raster, scanner
from .people import pick

UNIT = [(0, 0), (1, 0), (1, 1), (0, 1)]
# No spot of the sheet may lie within this many radii of an ellipse in both photos.
APART = 1.3


def paper(rng):
    """Pairs of photos of a page under a glossy cover, shine at different places (NN.a.jpg, NN.b.jpg)."""
    flow, fields = judge.write_paper(rng)
    return fields, [partial(side, sheet) for sheet in flow.sheets]


def side(sheet, rng, max_skew):
    page = raster.draw(sheet, rng, (246, 245, 242), 0.95)
    photos = [scanner.phone(page, rng, glare=0) for _ in "ab"]
    size, corners = photos[0][0].size, [c for _, c in photos]
    ellipses = lamps(rng, size, corners, sheet)
    shone = [shine(photo, spots, rng) for (photo, _), spots in zip(photos, ellipses)]
    more = {"corners": {n: [[round(x, 1), round(y, 1)] for x, y in c] for n, c in zip("ab", corners)},
            "glare": {n: [[round(v, 4) for v in e] for e in spots] for n, spots in zip("ab", ellipses)}, "beside": dict(zip("ab", shone))}
    return photos[0][0], sheet, 0, None, more


def reach(points, ellipse, size):
    """How many radii `points` (pixels) lie from the middle of `ellipse`."""
    x, y, rx, ry, degrees = ellipse
    dx, dy = (points[..., 0] - x * size[0]) / size[0], (points[..., 1] - y * size[1]) / size[0]
    a = np.radians(degrees)
    return np.hypot((dx * np.cos(a) - dy * np.sin(a)) / rx, (dx * np.sin(a) + dy * np.cos(a)) / ry)


def onto(corners, points):
    """`points` of the sheet as fractions, in the picture with the sheet's `corners`."""
    a, b, c, d, e, f, g, h = scanner.homography(UNIT, corners)
    x, y = points[..., 0], points[..., 1]
    z = g * x + h * y + 1
    return np.stack([(a * x + b * y + c) / z, (d * x + e * y + f) / z], -1)


def lamps(rng, size, corners, sheet):
    """Ellipses for photo a and for photo b; the same lamps, so of like size and shape, but moved."""
    grid = np.stack(np.meshgrid(np.linspace(0, 1, 71), np.linspace(0, 1, 101)), -1)
    text = np.array([[(b[0] + b[2] * s) / sheet.width, (b[1] + b[3] / 2) / sheet.height]
                     for b in (line.box for line in sheet.lines) for s in (0.1, 0.3, 0.5, 0.7, 0.9)])
    while True:
        first, second = [], []
        way = rng.uniform(0, 2 * np.pi)
        far = rng.uniform(0.16, 0.34)
        for _ in range(int(rng.integers(1, 4))):
            if rng.random() < 0.4:  # a tube or a window's edge
                rx, ry = rng.uniform(0.16, 0.34), rng.uniform(0.018, 0.04)
            else:
                rx, ry = rng.uniform(0.05, 0.12), rng.uniform(0.04, 0.075)
            x, y, turn = rng.uniform(0.2, 0.8), rng.uniform(0.15, 0.85), rng.uniform(-40, 40)
            first.append([x, y, rx, ry, turn])
            move = far * rng.uniform(0.85, 1.15)
            grow = rng.uniform(0.85, 1.2)
            second.append([x + move * np.cos(way), y + move * np.sin(way), rx * grow, ry * grow, turn + rng.uniform(-8, 8)])
        both = [[[float(v) for v in e] for e in spots] for spots in (first, second)]
        near = [np.min([reach(onto(c, grid), e, size) for e in spots], 0) for c, spots in zip(corners, both)]
        hidden = [np.min([reach(onto(c, text), e, size) for e in spots], 0) < 0.7 for c, spots in zip(corners, both)]
        if not ((near[0] < APART) & (near[1] < APART)).any() and all(h.any() for h in hidden):
            return both


def shine(photo, ellipses, rng):
    """`photo` with light thrown back by the cover: saturated within, soft at the edge, a faint veil around."""
    wide, high = photo.size
    points = np.stack(np.meshgrid(np.arange(wide, dtype=np.float32), np.arange(high, dtype=np.float32)), -1)
    dark = np.ones((high, wide), np.float32)
    for e in ellipses:
        d = reach(points, e, (wide, high))
        core = np.clip((1 - d) / float(rng.uniform(0.25, 0.45)), 0, 1)
        dark *= (1 - core * core * (3 - 2 * core)) * (1 - 0.16 * np.exp(-0.7 * d * d))
    lamp = np.float32(pick(rng, [[255, 255, 255], [255, 253, 244], [248, 252, 255]]))
    data = np.asarray(photo, np.float32)
    data = data + (lamp * 1.04 - data) * (1 - dark)[..., None]
    return Image.fromarray(np.clip(data + 0.5, 0, 255).astype(np.uint8))

"""What happens to paper before and while it is scanned: the back side showing through, holes, folds, dust, dark rims.

All take a float array (height, width, 3) of 0-255, which they change in place, and its resolution.
"""

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from .ink import cloud
from .sheet import MM


def array(image):
    return np.array(image.convert("RGB"), np.float32)


def picture(page):
    return Image.fromarray(np.clip(page + 0.5, 0, 255).astype(np.uint8))


def stock(rng, width, height, colour, mottle=1.5):
    """A bare sheet of `colour` with soft blots."""
    field = mottle * cloud(rng, height, width, 7) + 0.5 * mottle * cloud(rng, height, width, 45)
    return np.asarray(colour, np.float32) + field[..., None]


def lay(page, mask, left, top, colour, strength=1.0):
    """Ink of `colour` where `mask` (0-255) covers, its upper left corner at (left, top); may stand over the edge."""
    x0, y0 = max(0, left), max(0, top)
    x1, y1 = min(page.shape[1], left + mask.width), min(page.shape[0], top + mask.height)
    if x0 < x1 and y0 < y1:
        cover = np.asarray(mask.crop((x0 - left, y0 - top, x1 - left, y1 - top)), np.float32)[..., None] / 255 * strength
        page[y0:y1, x0:x1] *= 1 - cover * (1 - np.asarray(colour, np.float32) / 255)


def through(page, back, rng, dark, blur, mirrored=True):
    """What `back` (an upright picture) prints seen through the paper, `dark` (0-1) at its blackest; not mirrored: the next sheet."""
    grey = back.convert("L")
    grey = (grey.transpose(Image.Transpose.FLIP_LEFT_RIGHT) if mirrored else grey).resize((page.shape[1], page.shape[0]), Image.Resampling.BOX)
    seen = 1 - np.asarray(grey.filter(ImageFilter.GaussianBlur(blur)), np.float32) / 255
    thin = 1 + 0.25 * cloud(rng, page.shape[0], page.shape[1], 5)
    page *= (1 - dark * seen / max(0.25, float(seen.max())) * thin)[..., None]


def holes(page, rng, dpi, fill=None):
    """Two or four holes of a punch along the left edge: the lid behind is black, grey or white with a shadow's sickle."""
    k = dpi / MM
    fill = int((12, 90, 150, 255)[int(rng.integers(4))]) if fill is None else fill
    four = rng.random() < 0.25
    radius, x, middle = 2.9 * k, float(rng.uniform(8, 14)) * k, page.shape[0] / 2 + float(rng.uniform(-8, 8)) * k
    yy, xx = np.mgrid[0:page.shape[0], 0:max(1, round(26 * k))].astype(np.float32)
    for place in ((-120, -40, 40, 120) if four else (-40, 40)):
        far = np.hypot(xx - x - float(rng.uniform(-0.3, 0.3)) * k, yy - middle - place * k)
        inside = np.clip(radius - far + 0.5, 0, 1)[..., None]
        part = page[:, :xx.shape[1]]
        if fill > 200:
            sickle = np.exp(-((far - radius) / (0.35 * k)) ** 2) * (0.3 + 0.3 * (yy < middle + place * k))
            part *= 1 - sickle[..., None]
        part[:] = part * (1 - inside) + fill * inside


def staple(page, rng, dpi, is_back=False):
    """A staple in the upper left corner, level or slanted, with its shadow: its bar, or on a back its two legs; or only what it left, two pricks."""
    k, wide = dpi / MM, round(24 * dpi / MM)
    mask = Image.new("L", (wide, wide), 0)
    pen, thick = ImageDraw.Draw(mask), max(1, round(0.55 * k))
    a, half = float(rng.choice([0.0, -0.785]) + rng.normal(0, 0.12)), float(rng.uniform(5, 6.2))
    at = lambda mm: (wide / 2 + mm * k * np.cos(a), wide / 2 + mm * k * np.sin(a))
    gone = rng.random() < 0.35
    for first, last in ((-half, -half + 0.7), (half - 0.7, half)) if gone else ((-half, -1.1), (1.1, half)) if is_back else ((-half, half),):
        pen.line([at(first), at(last)], fill=255, width=thick)
    left, top = round(float(rng.uniform(9, 16)) * k - wide / 2), round(float(rng.uniform(8, 15)) * k - wide / 2)
    lay(page, mask.filter(ImageFilter.GaussianBlur(0.35 * k)), left + round(0.25 * k), top + round(0.4 * k), (60, 56, 52), 0.55)
    lay(page, mask.filter(ImageFilter.GaussianBlur(0.06 * k)), left, top, (92, 70, 56) if gone else (128, 129, 132), 0.85)


def dust(page, rng, dpi, count):
    """Specks and short hairs on the glass."""
    mask = Image.new("L", (page.shape[1], page.shape[0]), 0)
    pen, k = ImageDraw.Draw(mask), dpi / MM
    for _ in range(count):
        x, y, r = float(rng.uniform(0, page.shape[1])), float(rng.uniform(0, page.shape[0])), float(rng.exponential(0.12) + 0.05) * k
        shade = int(rng.integers(60, 230))
        if rng.random() < 0.12:
            a = float(rng.uniform(0, 6.28)) + np.cumsum(rng.normal(0, 0.35, 8))
            points = np.cumsum(np.stack([np.cos(a), np.sin(a)], 1) * 0.45 * k, 0) + [x, y]
            pen.line([tuple(p) for p in points.tolist()], fill=shade, width=1)
        else:
            pen.ellipse([x - r, y - r * 0.8, x + r, y + r * 0.8], fill=shade)
    lay(page, mask.filter(ImageFilter.GaussianBlur(0.5)), 0, 0, (70, 66, 60))


def folds(page, rng, dpi, depth=16.0):
    """One or two folds: a dark line with a lighter one beside it, and paler paper below than above."""
    height, width = page.shape[:2]
    for upright in [False] * int(rng.integers(1, 3)) + [True] * int(rng.random() < 0.4):
        long, across = (height, width) if upright else (width, height)
        middle = across * float(rng.choice([0.333, 0.5, 0.5, 0.667]) + rng.normal(0, 0.01))
        along = np.arange(long, dtype=np.float32)
        line = middle + along * float(rng.normal(0, 0.004)) + 0.02 * dpi * np.sin(along / dpi * float(rng.uniform(0.6, 2)))
        off = np.arange(across, dtype=np.float32)[:, None] - line[None, :]
        w = dpi / 90
        field = depth * (-np.exp(-(off / w) ** 2) + 0.6 * np.exp(-((off - 2 * w) / w) ** 2)) - 0.25 * depth * np.exp(-np.abs(off) / (0.12 * dpi)) * (off > 0)
        page += (field.T if upright else field)[..., None]


def shadow(page, rng, dpi, black=0.0):
    """The shadow of the sheet's edge on one to three sides; with probability `black` a side has a black rim outside it."""
    for turn in rng.permutation(4)[:int(rng.integers(1, 4))]:
        side = np.rot90(page, int(turn))  # a view: its left edge is one of the four
        height, width = side.shape[:2]
        slant = np.arange(height, dtype=np.float32) * float(rng.normal(0, 0.003))
        edge = np.maximum(0, float(rng.uniform(0.2, 2.5)) * dpi / MM + slant - min(0, float(slant.min())))
        reach = min(width, round(14 * dpi / MM))
        off = np.arange(reach, dtype=np.float32)[None, :] - edge[:, None]
        fall = float(rng.uniform(0.15, 0.5)) * np.exp(-np.clip(off, 0, None) / (float(rng.uniform(0.6, 2.2)) * dpi / MM))
        side[:, :reach] *= 1 - fall[..., None]
        rim = float(rng.uniform(10, 45)) if rng.random() < black else float(rng.uniform(190, 240))
        outside = (np.clip(0.5 - off, 0, 1) * (edge[:, None] > 1))[..., None]
        side[:, :reach] = side[:, :reach] * (1 - outside) + rim * outside


def grain(page, rng, blur, noise):
    """Optics and sensor: the finished picture."""
    seen = np.asarray(picture(page).filter(ImageFilter.GaussianBlur(blur)), np.float32)
    return picture(seen + noise * rng.standard_normal(page.shape[:2], dtype=np.float32)[..., None])

"""What scanners, photocopiers and phones do to a sheet: seven conditions, from an upright drawing to a raster.

Angles are counter-clockwise degrees as found in the picture; quarter turns are counter-clockwise too.
"""

import numpy as np
from PIL import Image, ImageFilter

from .ink import cloud

# The conditions of a judged round in their order, and what `--help` says of them.
CONDITIONS = ("clean300", "office200", "copy300", "seal300", "low150", "phone", "rot")
ABOUT = ("A good flatbed at 300 dpi.", "A document feeder at 200 dpi: grey paper, uneven light.", "A two-tone copy of a copy at 300 dpi: specks, black rims.",
         "Stamped papers on yellowed stock, seals over the text, 300 dpi.", "A fast noisy scan at 150 dpi.", "A phone's photo of the sheet on a desk.",
         "As clean300, turned by one to three quarters.")
RESOLUTION = {"clean300": 300, "office200": 200, "copy300": 300, "seal300": 300, "low150": 150, "phone": 0, "rot": 300}


def tilt(page, skew, fill):
    """`page` turned by `skew` degrees about its middle, its size kept."""
    return page if skew == 0 else page.rotate(skew, Image.Resampling.BICUBIC, fillcolor=fill)


def resample(page, dpi):
    """From 300 dpi to `dpi` by area, as a sensor does."""
    if dpi == 300:
        return page
    size = round(page.width * dpi / 300), round(page.height * dpi / 300)
    return page.resize(size, Image.Resampling.BOX if dpi <= 150 else Image.Resampling.HAMMING)


def expose(page, rng, blur=0.0, noise=0.0, light=None):
    """Optics, light and sensor: blur in pixels, grey noise, a light field multiplied in."""
    if blur:
        page = page.filter(ImageFilter.GaussianBlur(blur))
    data = np.asarray(page, np.float32)
    if light is not None:
        data = data * light[..., None]
    if noise:
        data = data + noise * rng.standard_normal(data.shape[:2], dtype=np.float32)[..., None]
    return Image.fromarray(np.clip(data + 0.5, 0, 255).astype(np.uint8))


def clean(page, rng, skew, dpi=300):
    """A good flatbed: white, sharp, hardly any noise."""
    return expose(resample(tilt(page, skew, (253, 253, 252)), dpi), rng, 0.45, 0.8)


def office(page, rng, skew, dpi=200):
    """A document feeder in an office: grey paper, uneven light, some noise, the lid's edge."""
    page = resample(tilt(page, skew, (222, 221, 216)), dpi)
    light = 0.90 + 0.02 * cloud(rng, page.height, page.width, 8) + np.linspace(-0.03, 0.03, page.width, dtype=np.float32)[None, :]
    return expose(page, rng, 0.55, 1.8, light)


def low(page, rng, skew, dpi=150):
    """Fast scan at 150 dpi, noisy."""
    return expose(resample(tilt(page, skew, (250, 250, 250)), dpi), rng, 0.35, 4.5)


def aged(page, rng, skew, dpi=300):
    """A stamped paper on yellowed stock with blots."""
    page = resample(tilt(page, skew, (236, 230, 214)), dpi)
    light = 0.945 + 0.03 * cloud(rng, page.height, page.width, 9)
    data = np.asarray(expose(page, rng, 0.6, 1.6, light.astype(np.float32)), np.float32) * np.float32([1.0, 0.985, 0.93])
    return Image.fromarray(data.astype(np.uint8))


def copy(page, rng, skew, dpi=300, speckle=1.0, weight=0.0, edge=True):
    """A bilevel copy of a copy: ragged strokes, pepper in two sizes, black rims. Gives a mode-1 image.

    `weight` moves the threshold: above 0 strokes grow, below 0 they thin and break.
    """
    grey = resample(tilt(page.convert("L"), skew, 255), dpi).filter(ImageFilter.GaussianBlur(1.1 * dpi / 300))
    data = np.asarray(grey, np.float32)
    height, width = data.shape
    fine = rng.standard_normal((height, width), dtype=np.float32)
    rough = cloud(rng, height, width, width // 3)
    white = data + 30 * fine + 80 * rough > 128 - 40 * weight
    white &= rng.random((height, width), dtype=np.float32) > 0.0004 * speckle
    for _ in range(int(420 * speckle * (dpi / 300) ** 2)):
        r = int(rng.integers(1, 5))
        y, x = int(rng.integers(r, height - r)), int(rng.integers(r, width - r))
        yy, xx = np.ogrid[-r:r + 1, -r:r + 1]
        white[y - r:y + r + 1, x - r:x + r + 1] &= (yy * yy + xx * xx) > r * r * rng.uniform(0.5, 1.1)
    if edge:
        rim = [int(v) for v in rng.integers(0, dpi // 6, 4) * (rng.random(4) < 0.55)]
        wave = (3 * np.sin(np.arange(height) / 97 + rng.uniform(0, 6))).astype(int)
        if rim[0]:
            white[np.arange(width)[None, :] < (rim[0] + wave)[:, None]] = False
        if rim[1]:
            white[np.arange(width)[None, :] >= (width - rim[1] + wave)[:, None]] = False
        white[:rim[2]] = False
        white[height - rim[3]:] = False
    return Image.fromarray(white)


def homography(target, source):
    """The eight numbers with which PIL fetches `target` points from `source` points."""
    rows, right = [], []
    for (x, y), (u, v) in zip(target, source):
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
        right += [u, v]
    return np.linalg.solve(np.array(rows, float), np.array(right, float)).tolist()


def phone(page, rng, size=(2400, 3222), glare=0.72, outline=None):
    """A photo of the sheet on a desk: perspective, uneven light, a lamp's glare (0-1), soft focus, noise.

    `outline` is a mask of what is paper in `page`; all of it when None.
    Gives the image and the sheet's four corners in it (upper left, upper right, lower right, lower left).
    """
    wide, high = size
    k = 0.86 * min(wide / page.width, high / page.height) * float(rng.uniform(0.94, 1.04))
    w, h = page.width * k / 2, page.height * k / 2
    angle = np.radians(float(rng.uniform(-2.2, 2.2)))
    corners = []
    for x, y in ((-w, -h), (w, -h), (w, h), (-w, h)):
        u, v = x * np.cos(angle) - y * np.sin(angle), x * np.sin(angle) + y * np.cos(angle)
        corners.append((wide / 2 + u + float(rng.uniform(-0.028, 0.028)) * wide, high / 2 + v + float(rng.uniform(-0.018, 0.018)) * high))
    flat = [(0, 0), (page.width, 0), (page.width, page.height), (0, page.height)]
    near = page.resize((round(page.width * max(k, 0.75)), round(page.height * max(k, 0.75))), Image.Resampling.BOX) if k < 0.75 else page
    f = near.width / page.width
    numbers = homography(corners, [(x * f, y * f) for x, y in flat])
    warped = near.transform(size, Image.Transform.PERSPECTIVE, numbers, Image.Resampling.BICUBIC)
    mask = outline.resize(near.size, Image.Resampling.BILINEAR) if outline else Image.new("L", near.size, 255)
    inside = mask.transform(size, Image.Transform.PERSPECTIVE, numbers, Image.Resampling.BILINEAR)
    grain = cloud(rng, high, wide, 5) * 6 + np.repeat(cloud(rng, 1 * high // 8, wide, 300)[:1], high, 0) * 5
    wood = np.asarray([104, 78, 58], np.float32) + grain[..., None]
    shadow = np.asarray(inside.filter(ImageFilter.GaussianBlur(26)), np.float32)[..., None] / 255
    wood = wood * (1 - 0.45 * np.roll(shadow, (14, 10), (0, 1)))
    cover = np.asarray(inside, np.float32)[..., None] / 255
    scene = np.asarray(warped, np.float32) * np.float32([0.99, 0.975, 0.93]) * cover + wood * (1 - cover)
    y, x = np.mgrid[0:high, 0:wide].astype(np.float32)
    lamp = rng.uniform(0.15, 0.85, 2) * [wide, high]
    far = np.hypot((x - lamp[0]) / wide, (y - lamp[1]) / high)
    light = 0.95 - float(rng.uniform(0.22, 0.40)) * np.clip(far, 0, 1) + 0.02 * cloud(rng, high, wide, 7)
    scene = scene * light[..., None]
    if glare:
        spot = rng.uniform(0.2, 0.8, 2) * [wide, high]
        blob = np.exp(-(((x - spot[0]) / (wide * 0.07)) ** 2 + ((y - spot[1]) / (high * 0.045)) ** 2))
        scene = scene + (255 - scene) * (glare * blob)[..., None] * cover
    photo = Image.fromarray(np.clip(scene, 0, 255).astype(np.uint8))
    return expose(photo, rng, 0.8, 2.6), corners


def turn(image, quarters):
    """Turns by quarters counter-clockwise."""
    ways = {1: Image.Transpose.ROTATE_90, 2: Image.Transpose.ROTATE_180, 3: Image.Transpose.ROTATE_270}
    return image.transpose(ways[quarters % 4]) if quarters % 4 else image

"""Seals, signatures, emblems and the coloured grounds of certificates, as coverage masks and arrays."""

import math

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from .sheet import font


def cloud(rng, height, width, cells):
    """A smooth random field in -1..1, about `cells` blots across."""
    small = rng.standard_normal((max(2, int(cells * height / width)), max(2, cells))).astype(np.float32)
    field = np.asarray(Image.fromarray(small).resize((width, height), Image.Resampling.BICUBIC))
    return field / max(1e-6, float(np.abs(field).max()))


def star(draw, x, y, radius, fill):
    """A five-pointed star with one point up."""
    points = []
    for k in range(10):
        r = radius if k % 2 == 0 else radius * 0.382
        a = math.pi * k / 5 - math.pi / 2
        points.append((x + r * math.cos(a), y + r * math.sin(a)))
    draw.polygon(points, fill=fill)


def arc_text(image, text, centre, radius, middle, step, size, inward):
    """Letters along a circle around `middle` (degrees, 0 = up, clockwise)."""
    face = font("Arimo", "b", size)
    first = middle - step * (len(text) - 1) / 2
    for k, letter in enumerate(text if not inward else text[::-1]):
        angle = first + k * step
        tile = Image.new("L", (size * 2, size * 2), 0)
        ImageDraw.Draw(tile).text((size, size), letter, font=face, fill=255, anchor="mm")
        tile = tile.rotate(-angle + (180 if inward else 0), Image.Resampling.BICUBIC)
        a = math.radians(angle - 90)
        x, y = centre + radius * math.cos(a) - size, centre + radius * math.sin(a) - size
        image.paste(255, (round(x), round(y)), tile)


def seal(diameter, above, below, seed):
    """Coverage (0-255) of a round rubber seal, `diameter` pixels wide, unevenly inked and a little turned."""
    rng = np.random.default_rng(seed)
    n = diameter * 2
    image = Image.new("L", (n, n), 0)
    draw = ImageDraw.Draw(image)
    for outer, thick in ((0.495, 0.024), (0.455, 0.011), (0.30, 0.011)):
        box = [n / 2 - n * outer, n / 2 - n * outer, n / 2 + n * outer, n / 2 + n * outer]
        draw.ellipse(box, outline=255, width=max(2, round(n * thick)))
    star(draw, n / 2, n / 2, n * 0.155, 255)
    size = round(n * 0.07)
    arc_text(image, above, n / 2, n * 0.385, 0, min(13.0, 230 / max(1, len(above))), size, False)
    arc_text(image, below, n / 2, n * 0.385, 180, min(12.0, 90 / max(1, len(below))), size, True)
    image = image.rotate(float(rng.uniform(-14, 14)), Image.Resampling.BICUBIC).resize((diameter, diameter), Image.Resampling.LANCZOS)
    inked = 0.80 + 0.18 * cloud(rng, diameter, diameter, 5) + 0.12 * cloud(rng, diameter, diameter, 60)
    return Image.fromarray((np.asarray(image, np.float32) * np.clip(inked, 0.25, 1)).astype(np.uint8))


def signature(width, seed):
    """Coverage of a pen stroke `width` pixels wide and about half as high: loops, then a flourish."""
    rng = np.random.default_rng(seed)
    height = round(width * 0.55)
    image = Image.new("L", (width * 2, height * 2), 0)
    draw = ImageDraw.Draw(image)
    t = np.linspace(0, 1, 1600)
    loops = rng.uniform(4.2, 6.8)
    fade = np.exp(-2.2 * t) + 0.22
    phase = rng.uniform(0, 6.28)
    x = 0.10 + 0.62 * t + 0.13 * fade * np.sin(2 * np.pi * loops * t + phase) + 0.03 * np.sin(2 * np.pi * rng.uniform(1, 2) * t)
    y = 0.48 + 0.30 * fade * np.cos(2 * np.pi * loops * t + phase * 0.7) - 0.10 * t + 0.05 * np.sin(17 * t + phase)
    s = np.linspace(0, 1, 500)
    x = np.concatenate([x, x[-1] + (0.95 - x[-1]) * s - 0.9 * s * (1 - s) * rng.uniform(0.3, 1.2)])
    y = np.concatenate([y, y[-1] + (0.80 - y[-1]) * s ** 0.6 + 0.2 * s * (1 - s)])
    x, y = 0.05 + 0.9 * x, np.clip(0.04 + 0.92 * y, 0.02, 0.98)
    speed = np.hypot(np.gradient(x), np.gradient(y))
    pen = width * (0.0075 + 0.0085 / (1 + 900 * speed))
    points = np.stack([x * width * 2, y * height * 2], 1)
    for (x0, y0), (x1, y1), p in zip(points[:-1], points[1:], pen):
        draw.line([x0, y0, x1, y1], fill=255, width=max(2, round(p * 2)))
    return image.resize((width, height), Image.Resampling.LANCZOS)


def emblem(size):
    """Coverage of a star within two ears of rice: a stand-in, not the national emblem."""
    n = size * 2
    image = Image.new("L", (n, n), 0)
    draw = ImageDraw.Draw(image)
    draw.ellipse([n * 0.04, n * 0.04, n * 0.96, n * 0.96], outline=255, width=round(n * 0.02))
    draw.ellipse([n * 0.22, n * 0.18, n * 0.78, n * 0.74], fill=210)
    star(draw, n / 2, n * 0.45, n * 0.22, 0)
    for side in (-1, 1):
        for k in range(9):
            a = math.radians(90 + side * (20 + 14 * k))
            x, y, r = n / 2 + n * 0.40 * math.cos(a), n / 2 + n * 0.40 * math.sin(a), n * 0.035
            draw.ellipse([x - r * 1.5, y - r, x + r * 1.5, y + r], fill=230)
    draw.rectangle([n * 0.36, n * 0.80, n * 0.64, n * 0.87], fill=255)
    return image.resize((size, size), Image.Resampling.LANCZOS)


def guilloche(tint, line, rosette=True):
    """A ground of fine waves in `line` on `tint`, with a ring pattern like a bronze drum's in the middle."""

    def paint(width, height, rng):
        image = Image.new("RGB", (width, height), tint)
        draw = ImageDraw.Draw(image)
        pitch = width / 58
        x = np.arange(0, width + 16, 16, dtype=np.float64)
        for k in range(-4, int(height / pitch) + 5):
            y = k * pitch + pitch * 1.6 * np.sin(x / width * 26 + (k % 2) * math.pi) + pitch * np.sin(x / width * 7)
            draw.line(list(zip(x.tolist(), y.tolist())), fill=line, width=max(1, width // 1100))
        if rosette:
            a = np.linspace(0, 2 * np.pi, 900)
            for ring in range(15):
                r = width * (0.05 + 0.021 * ring) * (1 + (0.02 if ring % 3 else 0.05) * np.sin(a * (12 + 6 * (ring % 4)) + ring))
                px, py = width / 2 + r * np.cos(a), height * 0.48 + r * np.sin(a)
                draw.line(list(zip(px.tolist(), py.tolist())), fill=line, width=max(1, width // 1000))
            star_image = Image.new("L", (width, height), 0)
            pen = ImageDraw.Draw(star_image)
            for k in range(14):
                a0 = 2 * math.pi * k / 14
                tip = (width / 2 + width * 0.085 * math.cos(a0), height * 0.48 + width * 0.085 * math.sin(a0))
                for off in (-0.11, 0.11):
                    base = (width / 2 + width * 0.03 * math.cos(a0 + off), height * 0.48 + width * 0.03 * math.sin(a0 + off))
                    pen.line([tip, base], fill=255, width=max(1, width // 800))
            image.paste(line, (0, 0), star_image)
        return np.asarray(image.filter(ImageFilter.GaussianBlur(0.7)))

    return paint


def onion_skin(tint=(236, 222, 186)):
    """Yellowed thin paper of the years before 1995: blots, a darker rim, two folds."""

    def paint(width, height, rng):
        field = 6 * cloud(rng, height, width, 6) + 3 * cloud(rng, height, width, 40)
        y = np.linspace(0, 1, height, dtype=np.float32)[:, None]
        x = np.linspace(0, 1, width, dtype=np.float32)[None, :]
        rim = np.minimum(np.minimum(x, 1 - x), np.minimum(y, 1 - y))
        field = field - 26 * np.exp(-rim * 30)
        fold = 9 * np.exp(-((y - 0.5 - 0.002 * x) * 900) ** 2) + 6 * np.exp(-((x - 0.5) * 1100) ** 2)
        field = field - fold
        return np.clip(np.asarray(tint, np.float32) + field[..., None], 0, 255).astype(np.uint8)

    return paint

"""A sheet drawn as pixels: pre-printed ground, black print, then each ink over it, as ink on paper does."""

import numpy as np
from PIL import Image, ImageDraw

from . import ink as inks
from .sheet import BLACK, BLUE, MM, font

DPI = 300


def draw(sheet, rng, paper=(255, 255, 255), density=1.0, wobble=None):
    """The upright sheet as an RGB image at 300 dpi.

    `density` below 1 greys the black print (worn toner); `wobble` (a generator) lets typewritten
    words jump off their line and fade one by one.
    """
    k = DPI / MM
    size = round(sheet.width * k), round(sheet.height * k)
    layers = {}

    def layer(colour):
        if colour not in layers:
            image = Image.new("L", size, 0)
            layers[colour] = (image, ImageDraw.Draw(image))
        return layers[colour]

    for step in sheet.steps:
        kind, args = step[0], step[1:]
        if kind == "text":
            x, y, text, face, style, points, colour = args
            pen = layer(colour)[1]
            fill, dy = 255, 0.0
            if wobble is not None and colour == BLACK:
                fill, dy = int(wobble.integers(165, 256)), float(wobble.normal(0, 0.9))
            if face == "Hand":
                dy += 1.2 * np.sin(x * 0.7 + y) - 5  # a hand writes a little above the dots
            pen.text((x * k, y * k + dy), text, font=font(face, style, points * DPI / 72), fill=fill, anchor="ls")
        elif kind == "line":
            x0, y0, x1, y1, thick, colour = args
            layer(colour)[1].line([x0 * k, y0 * k, x1 * k, y1 * k], fill=255, width=max(1, round(thick * k)))
        elif kind == "dots":
            x0, y0, x1, _, _, colour = args
            for x in np.arange(x0, x1, 1.15):
                layer(colour)[1].ellipse([x * k - 2.2, y0 * k - 4.6, x * k + 2.2, y0 * k - 0.2], fill=255)
        elif kind == "shape":
            points, thick, colour, fill = args
            flat = [(x * k, y * k) for x, y in points]
            if fill:
                layer(colour)[1].polygon(flat, fill=255)
            else:
                layer(colour)[1].line(flat + flat[:1], fill=255, width=max(1, round(thick * k)), joint="curve")
        elif kind == "seal":
            x, y, above, below, seed, colour, diameter = args
            mask = inks.seal(round(diameter * k), above, below, seed)
            stamp(layer(colour)[0], mask, x * k, y * k)
        elif kind == "signature":
            x, y, seed, wide = args
            stamp(layer(BLUE)[0], inks.signature(round(wide * k), seed), x * k, y * k)
        elif kind == "emblem":
            x, y, wide, colour = args
            stamp(layer(colour)[0], inks.emblem(round(wide * k)), x * k, y * k)

    if sheet.ground is None:
        page = np.empty((size[1], size[0], 3), np.uint8)
        page[:] = paper
    else:
        page = np.array(sheet.ground(size[0], size[1], rng))
    for colour, (image, _) in layers.items():
        box = image.getbbox()
        if box is None:
            continue
        x0, y0, x1, y1 = box
        cover = np.asarray(image.crop(box), np.float32)[..., None] / 255
        # Ink takes light away by the share that its colour does not give back; black stays black beneath it.
        keep = np.asarray([c / 255 for c in colour], np.float32) if colour != BLACK else np.float32(1 - density * 0.93)
        part = page[y0:y1, x0:x1]
        page[y0:y1, x0:x1] = (part * (1 - cover * (1 - keep))).astype(np.uint8)
    return Image.fromarray(page)


def stamp(image, mask, x, y):
    """Lays `mask` into `image` with its middle at (x, y), keeping the denser ink where both are."""
    left, top = round(x - mask.width / 2), round(y - mask.height / 2)
    image.paste(255, (left, top), mask)

"""Conditions `typewriter` (ribbon or carbon on thin yellow paper, the next sheet seen through) and `bleed` (the other side's print showing).

Page truth of both: "dark", how dark (0-1) the strange print is at its blackest. Of typed pages also "carbon"; of `bleed`
"blank", and "what" stands on a bare back that is not.
"""

import numpy as np
from PIL import ImageFilter

from . import blank, judge, raster, scanner, worn
from .ink import cloud, onion_skin
from .people import pick
from .sheet import BLACK, Sheet, width

# Face and weight of the keys: slabs as most machines had them, worn thin or struck hard, and one without.
KEYS = (("FreeMono", "b"), ("FreeMono", "b"), ("FreeMono", ""), ("Cousine", ""))
# What carbon paper gives off: bluish or brownish black, never quite black.
CARBON = ((52, 54, 78), (60, 56, 66), (70, 62, 60))
TINTS = ((236, 222, 186), (243, 232, 206), (246, 240, 222), (249, 245, 234))


def tilt_of(rng, limit):
    return judge.draw_skew(rng) if limit is None else round(float(rng.uniform(-limit, limit)), 4)


def by_key(sheet, rng, weight):
    """Black words as single strokes of keys of one weight, each letter on its own place; some keys sit high or low."""
    keys, steps = {}, []
    for step in sheet.steps:
        if step[0] == "text" and step[7] == BLACK:
            _, x, y, text, face, _, size, ink = step
            for letter in text:
                if letter not in keys:
                    keys[letter] = float(rng.normal(0, 0.07))
                steps.append(("text", x, y + keys[letter], letter, face, weight, size, ink))
                x += width(face, "", size, letter)
        else:
            steps.append(step)
    sheet.steps = steps


def carbon_copy(print_, ink, spread):
    """`print_` as the second or third sheet got it: through paper, so soft and swollen, in the colour of the carbon."""
    soft = worn.array(worn.picture(print_).filter(ImageFilter.GaussianBlur(spread)))
    return 255 - np.clip((255 - soft) * 1.35, 0, 255) * (1 - np.asarray(ink, np.float32) / 255)


def typewriter(rng):
    """Typed on a worn ribbon, or the carbon copy, on thin yellowed paper with the next sheet seen through."""
    face, weight = pick(rng, KEYS)
    flow, fields = judge.write_paper(rng, face)
    carbon = (pick(rng, CARBON), float(rng.uniform(1.0, 2.0))) if rng.random() < 0.5 else None
    tint, wear, seed = pick(rng, TINTS), float(rng.uniform(0.15, 0.45)), int(rng.integers(1 << 30))
    for sheet in flow.sheets:
        by_key(sheet, rng, weight)

    def shoot(n, sheet):
        def side(rng, limit):
            print_ = worn.array(raster.draw(sheet, rng, density=float(rng.uniform(0.8, 0.95)), wobble=np.random.default_rng(seed + n)))
            if carbon:
                print_ = carbon_copy(print_, *carbon)
            high, wide = print_.shape[:2]
            ribbon = 1 - wear * (0.5 + 0.5 * cloud(rng, high, wide, 9)) - 1.6 * wear * np.clip(cloud(rng, high, wide, 420), 0, 1)
            page = onion_skin(tint)(wide, high, rng).astype(np.float32)
            page *= 1 - (1 - print_ / 255) * np.clip(ribbon, 0.05, 1)[..., None]
            dark = float(rng.uniform(0.05, 0.14))
            worn.through(page, raster.draw(flow.sheets[(n + 1) % len(flow.sheets)], rng), rng, dark, 3.5, mirrored=bool(rng.random() < 0.3) or len(flow.sheets) == 1)
            worn.dust(page, rng, 300, int(rng.integers(20, 150)))
            skew, dpi = tilt_of(rng, limit), int(rng.choice([200, 300]))
            return scanner.aged(worn.picture(page), rng, skew, dpi), sheet, dpi, skew, {"dark": round(dark, 3), "carbon": bool(carbon)}
        return side

    return fields, [shoot(n, sheet) for n, sheet in enumerate(flow.sheets)]


def showing(rng):
    """How dark the back side's print shows: as office paper lets it through, and as thin paper does."""
    return float(rng.uniform(0.05, 0.12) if rng.random() < 0.75 else rng.uniform(0.12, 0.32))


def bleed(rng):
    """Office pages with the other side showing through, punched, stapled, with black rims; and backs, many of them blank."""
    flow, fields = judge.write_paper(rng)
    sheets, two_sided = flow.sheets, rng.random() < 0.5
    tone, punched, stapled = pick(rng, ((250, 250, 247), (244, 238, 220), (226, 226, 222))), rng.random() < 0.7, rng.random() < 0.5

    def shoot(sheet, other, is_back, what=None):
        def side(rng, limit):
            # Of the little that stands on a bare back some is faint.
            page = worn.array(raster.draw(sheet, rng, tone, float(rng.uniform(0.35, 0.95)) if what else 0.94))
            dark = showing(rng)
            worn.through(page, raster.draw(other, rng), rng, dark, float(rng.uniform(1.5, 4)))
            bound = page[:, ::-1] if is_back else page  # the same holes lie on a back's right
            if punched:
                worn.holes(bound, rng, 300)
            if stapled:
                worn.staple(bound, rng, 300, is_back)
            if rng.random() < 0.3:
                worn.folds(page, rng, 300)
            skew, dpi = tilt_of(rng, limit), int(rng.choice([150, 200, 300], p=[0.25, 0.4, 0.35]))
            scan = scanner.office if rng.random() < 0.7 else scanner.clean
            page = worn.array(scan(worn.picture(page), rng, skew, dpi))
            if rng.random() < 0.8:
                worn.shadow(page, rng, dpi, 0.75)
            bare = not sheet.steps
            more = {"dark": round(dark, 3), "blank": bare, **({"what": what} if what else {})}
            return worn.picture(page), sheet, dpi, None if bare or what else skew, more
        return side

    sides, step = [], 2 if two_sided else 1
    for n in range(0, len(sheets), step):
        front, back, what = sheets[n], sheets[n + 1] if two_sided and n + 1 < len(sheets) else Sheet(), None
        if not back.steps and rng.random() < 0.2:
            back, what = blank.little(rng)
        sides += [shoot(front, back, False), shoot(back, front, True, what)]
    return fields, sides

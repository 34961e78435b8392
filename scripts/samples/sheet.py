"""A sheet of paper as a list of drawing steps in millimetres, and the true lines that stand on it.

The same sheet is drawn as pixels (`raster`) or as a PDF with real text (`born_digital`).
Origin is the upper left corner of the upright sheet; y is the baseline for text.
"""

from dataclasses import dataclass, field
from functools import lru_cache
import os

from PIL import ImageFont

MM = 25.4
CRO = "/usr/share/fonts/truetype/croscore/"
GYRE = "/usr/share/texmf/fonts/opentype/public/tex-gyre/"
FREE = "/usr/share/fonts/truetype/freefont/"
# Only families that hold all 134 accented Vietnamese letters; styles: regular, bold, italic, bold italic.
FACES = {
    "Tinos": [CRO + "Tinos-%s.ttf" % s for s in ("Regular", "Bold", "Italic", "BoldItalic")],
    "Arimo": [CRO + "Arimo-%s.ttf" % s for s in ("Regular", "Bold", "Italic", "BoldItalic")],
    "Cousine": [CRO + "Cousine-%s.ttf" % s for s in ("Regular", "Bold", "Italic", "BoldItalic")],
    "Termes": [GYRE + "texgyretermes-%s.otf" % s for s in ("regular", "bold", "italic", "bolditalic")],
    "FreeSerif": [FREE + "FreeSerif%s.ttf" % s for s in ("", "Bold", "Italic", "BoldItalic")],
    "FreeMono": [FREE + "FreeMono%s.ttf" % s for s in ("", "Bold", "Oblique", "BoldOblique")],
    # No Vietnamese handwriting exists among Debian's fonts; the chancery hand is the nearest.
    "Hand": [GYRE + "texgyrechorus-mediumitalic.otf"] * 4,
}
PACKAGES = {CRO: "fonts-croscore", GYRE: "fonts-texgyre", FREE: "fonts-freefont-ttf"}

BLACK, RED, BLUE, DEEP_RED, VIOLET = (0, 0, 0), (205, 52, 58), (28, 52, 140), (176, 16, 32), (96, 108, 172)


def missing_packages():
    """Debian packages whose fonts are not installed."""
    return sorted({package for paths in FACES.values() for path in paths
                   for folder, package in PACKAGES.items() if path.startswith(folder) and not os.path.exists(path)})


@lru_cache(maxsize=512)
def font(face, style, pixels):
    """The font at `pixels` per em; style: '' regular, 'b', 'i' or 'bi'."""
    path = FACES[face][("b" in style) + 2 * ("i" in style)]
    return ImageFont.truetype(path, pixels, layout_engine=ImageFont.Layout.BASIC)


@lru_cache(maxsize=65536)
def width(face, style, points, text):
    """Advance of `text` in mm; measured large, so that it does not depend on a resolution."""
    return font(face, style, 100).getlength(text) / 100 * points / 72 * MM


@dataclass
class Line:
    """A true line: its text, its box in mm (x, y, w, h), and the words on it that a hand wrote."""

    text: str
    box: tuple
    hand: list = field(default_factory=list)


@dataclass
class Sheet:
    """One side of a paper, `width` × `height` mm."""

    width: float = 210.0
    height: float = 297.0
    steps: list = field(default_factory=list)
    lines: list = field(default_factory=list)
    marks: list = field(default_factory=list)
    ground: object = None  # called with (width_px, height_px, rng), gives an RGB array; None is white paper

    def words(self, x, y, words, points, face="Tinos", ink=BLACK, gap=None, truth=True):
        """Draws (text, style) words from x on, `gap` mm apart (a space's width when None); gives the end x."""
        space = width(face, "", points, " ") if gap is None else gap
        start, texts, hand = x, [], []
        for text, style in words:
            by_hand = "h" in style
            f, c, size = ("Hand", BLUE, points * 1.18) if by_hand else (face, ink, points)
            style = "" if by_hand else style
            self.steps.append(("text", x, y, text, f, style, size, c))
            x += width(f, style, size, text) + space
            texts.append(text)
            hand += [text] if by_hand else []
        rise = points / 72 * MM
        if truth and texts:
            self.lines.append(Line(" ".join(texts), (start, y - 0.95 * rise, x - space - start, 1.22 * rise), hand))
        return x - space

    def text(self, x, y, text, points, face="Tinos", style="", align="left", ink=BLACK, truth=True):
        """One plain line; `align` says which point of it lies at x."""
        words = [(word, style) for word in text.split(" ")]
        size = points * (1.18 if "h" in style else 1)
        full = sum(width("Hand" if "h" in style else face, "" if "h" in style else style, size, w) for w, _ in words)
        full += width(face, "", points, " ") * (len(words) - 1)
        x -= {"left": 0, "center": full / 2, "right": full}[align]
        return self.words(x, y, words, points, face, ink, truth=truth)

    def rule(self, x0, y0, x1, y1, thick=0.25, ink=BLACK, dotted=False):
        """A straight line; a dotted one is the leader under a fill-in and no text."""
        self.steps.append(("dots" if dotted else "line", x0, y0, x1, y1, thick, ink))

    def outline(self, points, thick=0.25, ink=BLACK, fill=False):
        """A closed figure through `points`."""
        self.steps.append(("shape", tuple(points), thick, ink, fill))

    def seal(self, x, y, above, below, seed, ink=RED, diameter=36.0):
        """A round seal centred at (x, y)."""
        self.steps.append(("seal", x, y, above, below, seed, ink, diameter))
        colour = "red" if ink in (RED, DEEP_RED) else "blue"
        self.marks.append({"kind": "seal", "colour": colour, "box": (x - diameter / 2, y - diameter / 2, diameter, diameter)})

    def signature(self, x, y, seed, wide=38.0):
        """A signature in blue ink whose middle is (x, y)."""
        self.steps.append(("signature", x, y, seed, wide))

    def emblem(self, x, y, size, ink=DEEP_RED):
        """A plain star in a wreath, standing where a certificate has its emblem."""
        self.steps.append(("emblem", x, y, size, ink))

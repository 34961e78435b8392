"""Text set on sheets: paragraphs, letterheads, tables, fill-ins and signature blocks in the manner of administrative papers."""

import re

from .sheet import BLACK, MM, RED, VIOLET, Sheet, width

MOTTO = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO_UNDER = "Độc lập - Tự do - Hạnh phúc"
# Marks inside a text that switch a style on and off: *bold* _italic_ ~by hand~.
SWITCHES = {"*": "b", "_": "i", "~": "h"}


def styled(text, style=""):
    """`text` with its marks taken out, as a list of (word, style)."""
    words, on = [], set(style)
    for word in text.split():
        pieces, mine = "", None
        for part in re.split(r"([*_~])", word):
            if part in SWITCHES:
                on ^= {SWITCHES[part]}
            elif part:
                mine = "".join(sorted(on)) if mine is None else mine
                pieces += part
        if pieces:
            words.append((pieces, mine))
    return words


class Flow:
    """Sets text from top to bottom and begins a new sheet when one is full.

    All measures are mm, sizes are points. `y` is the top of the next line.
    """

    def __init__(self, face="Tinos", size=13.5, spacing=1.22, left=30.0, right=18.0, top=22.0, bottom=22.0, make=Sheet, ink=BLACK, numbered=True):
        self.face, self.size, self.spacing, self.make, self.ink = face, size, spacing, make, ink
        self.left, self.right, self.top, self.bottom = left, right, top, bottom
        self.sheets, self.numbered = [], numbered
        self.new_sheet()

    def new_sheet(self):
        self.sheet = self.make()
        self.sheets.append(self.sheet)
        self.y = self.top
        if self.numbered and len(self.sheets) > 1:
            self.sheet.text(self.sheet.width / 2, 14, str(len(self.sheets)), self.size, self.face, align="center")

    @property
    def wide(self):
        return self.sheet.width - self.left - self.right

    def room(self, height):
        """Begins a new sheet unless `height` mm are left."""
        if self.y + height > self.sheet.height - self.bottom:
            self.new_sheet()

    def skip(self, height):
        self.y += height

    def paragraph(self, text, align="justify", indent=10.0, size=None, style="", after=1.6, x=None, wide=None, ink=None, fixed=False):
        """A paragraph between x and x + wide (the margins when None); `fixed` never breaks the page."""
        size, ink = size or self.size, ink or self.ink
        x, wide = self.left if x is None else x, self.wide if wide is None else wide
        step = size / 72 * MM * self.spacing
        space = width(self.face, "", size, " ")
        rows, row, used = [], [], indent
        for word, st in styled(text, style):
            w = width("Hand", "", size * 1.18, word) if "h" in st else width(self.face, st, size, word)
            if row and used + w > wide:
                rows.append((row, used - space))
                row, used = [], 0.0
            row.append((word, st))
            used += w + space
        rows.append((row, used - space))
        for k, (row, used) in enumerate(rows):
            if not fixed:
                self.room(step)
            base, start, gap, inset = self.y + step * 0.80, x, None, indent if k == 0 else 0.0
            if align == "justify" and k < len(rows) - 1 and len(row) > 1:
                gap = space + (wide - used) / (len(row) - 1)
            elif align == "center":
                start += (wide - used) / 2
            elif align == "right":
                start += wide - used
            self.sheet.words(start + (inset if align in ("justify", "left") else 0), base, row, size, self.face, ink, gap)
            self.y += step
        self.y += after

    def centred(self, text, size=None, style="b", after=0.6, ink=None):
        self.paragraph(text, "center", 0, size, style, after, ink=ink)

    def letterhead(self, parent, agency, number, place_date, about=None):
        """The two columns of an official letter: agency | motto, number | place and date."""
        mid_l, mid_r = self.left + 35, self.sheet.width - self.right - 46
        s, f, head = self.sheet, self.face, min(12.5, self.size)
        step = head / 72 * MM * 1.18
        y = self.y + step * 0.8
        for k, (text, style) in enumerate([(parent, "")] * bool(parent) + [(part, "b") for part in agency.split("\n")]):
            s.text(mid_l, y + k * step, text, head, f, style, "center")
        under = y + k * step + 2.3
        s.rule(mid_l - 12, under, mid_l + 12, under)
        scale = min(head, head * 93 / (width(f, "b", head, MOTTO)))
        s.text(mid_r, y, MOTTO, scale, f, "b", "center")
        s.text(mid_r, y + step * 1.05, MOTTO_UNDER, head + 0.8, f, "b", "center")
        half = width(f, "b", head + 0.8, MOTTO_UNDER) / 2
        s.rule(mid_r - half, y + step * 1.05 + 2.2, mid_r + half, y + step * 1.05 + 2.2)
        row = max(under, y + step * 1.05 + 2) + 7
        s.text(mid_l, row, "Số: " + number, self.size, f, align="center")
        s.text(mid_r, row, place_date, self.size, f, "i", "center")
        self.y = row + 2.5
        if about:
            below = self.y
            self.paragraph(about, "center", 0, 12, after=0, x=self.left, wide=70, fixed=True)
            self.y = max(self.y, below)
        self.y += 5

    def motto(self, form=None, ink=None):
        """The motto alone, centred, as on applications; `form` is the form's number above on the right."""
        if form:
            self.paragraph(form, "right", 0, self.size - 2, "i", 1.5)
        self.centred(MOTTO, self.size - 0.5, ink=ink)
        self.centred(MOTTO_UNDER, self.size, ink=ink)
        half = width(self.face, "b", self.size, MOTTO_UNDER) / 2
        mid = self.left + self.wide / 2
        self.sheet.rule(mid - half, self.y + 0.4, mid + half, self.y + 0.4, ink=ink or BLACK)
        self.y += 6

    def letterhead_small(self, agency, number):
        """The letterhead of a card: agency and its number on the left, the motto on the right."""
        s, f, step = self.sheet, self.face, self.size / 72 * MM * 1.25
        mid_l, mid_r, y = self.left + 24, self.sheet.width - self.right - 37, self.y + step * 0.8
        s.text(mid_l, y, agency, self.size, f, "b", "center")
        s.text(mid_r, y, MOTTO, self.size - 1, f, "b", "center")
        s.text(mid_r, y + step, MOTTO_UNDER, self.size, f, "b", "center")
        s.text(mid_l, y + step * 1.6, number, self.size, f, align="center")
        self.y = y + step * 2.4

    def title(self, name, about=None, rule=True, size=None):
        """The kind of paper in capitals, its subject below, and the short rule."""
        self.centred(name, size or self.size + 0.5)
        if about:
            self.centred(about)
        if rule:
            mid = self.left + self.wide / 2
            self.sheet.rule(mid - 16, self.y + 0.8, mid + 16, self.y + 0.8)
        self.y += 5

    def fill_in(self, label, value, indent=0.0, hand=True, wide=None, x=None, size=None):
        """A label and its value; a value written by hand stands on a leader of dots to the margin, which is no text."""
        size = size or self.size
        step = size / 72 * MM * self.spacing * 1.08
        self.room(step)
        x = (self.left if x is None else x) + indent
        end = (self.sheet.width - self.right) if wide is None else x + wide
        base = self.y + step * 0.78
        after = x + sum(width(self.face, "", size, w + " ") for w in label.split(" "))
        if hand and value:
            self.sheet.rule(after, base, end, base, dotted=True)
        words = [(w, "") for w in label.split(" ")] + [(w, "h" if hand else "") for w in value.split(" ") if w]
        self.sheet.words(x, base, words, size, self.face, self.ink)
        self.y += step

    def table(self, columns, rows, size=None, head=True):
        """Ruled table; `columns` are widths in mm. A row whose cells are one line each is one true line."""
        size = size or self.size - 1.5
        step = size / 72 * MM * 1.2
        self.room(3 * (step + 3))  # a head never stands alone at a page's end
        for r, row in enumerate(rows):
            cells = [self.wrap(cell, size, w - 3, "b" if head and r == 0 else "") for cell, w in zip(row, columns)]
            deep = max(len(c) for c in cells)
            self.room(deep * step + 3)
            x, y, first = self.left, self.y, len(self.sheet.lines)
            for cell, w in zip(cells, columns):
                for k, words in enumerate(cell):
                    used = sum(width(self.face, st, size, t) for t, st in words) + width(self.face, "", size, " ") * (len(words) - 1)
                    at = x + (w - used) / 2 if (head and r == 0) or w < 22 else x + 1.5
                    self.sheet.words(at, y + 1.2 + step * (k + 0.78), words, size, self.face, self.ink)
                self.sheet.rule(x, y, x, y + deep * step + 2.6)
                x += w
            self.sheet.rule(x, y, x, y + deep * step + 2.6)
            self.sheet.rule(self.left, y, x, y)
            self.y = y + deep * step + 2.6
            self.sheet.rule(self.left, self.y, x, self.y)
            if deep == 1:
                self.join(first)
        self.y += 3

    def join(self, first):
        """Makes the true lines from `first` on one line."""
        lines = self.sheet.lines[first:]
        if len(lines) > 1:
            x0, y0 = min(l.box[0] for l in lines), min(l.box[1] for l in lines)
            x1, y1 = max(l.box[0] + l.box[2] for l in lines), max(l.box[1] + l.box[3] for l in lines)
            lines[0].text = " ".join(l.text for l in lines)
            lines[0].box = (x0, y0, x1 - x0, y1 - y0)
            lines[0].hand = [w for l in lines for w in l.hand]
            del self.sheet.lines[first + 1:]

    def wrap(self, text, size, wide, style):
        rows, used = [[]], 0.0
        space = width(self.face, "", size, " ")
        for word, st in styled(text, style):
            w = width(self.face, st, size, word)
            if rows[-1] and used + w > wide:
                rows.append([])
                used = 0.0
            rows[-1].append((word, st))
            used += w + space
        return rows

    def signed(self, posts, name, seed, recipients=(), seal=None, place_date=None, note=None, blue=False, deep=27.0):
        """The block at the end: recipients on the left, authority, signature and name on the right.

        `seal` is (text above, text below): the seal covers the left third of the signature and the
        beginning of the name.
        """
        self.room(deep + 8 + 6.2 * len(posts))
        s, f, top = self.sheet, self.face, self.y
        if recipients:
            small = self.size - 2.5
            s.text(self.left, top + 5, "Nơi nhận:", small + 0.5, f, "bi")
            for k, text in enumerate(recipients):
                s.text(self.left, top + 10 + k * small / 72 * MM * 1.22, text, small, f)
        mid = self.sheet.width - self.right - 42
        y = top + 5
        if place_date:
            s.text(mid, y, place_date, self.size, f, "i", "center")
            y += 6
        for post in posts:
            s.text(mid, y, post, self.size, f, "b", "center")
            y += 5.8
        if note:
            s.text(mid, y, note, self.size - 1, f, "i", "center")
            y += 4
        s.signature(mid + 2, y + deep * 0.38, seed)
        if seal:
            s.seal(mid - 13, y + deep * 0.47, *seal, seed + 1, RED if not blue else VIOLET)
        y += deep
        s.text(mid, y, name, self.size, f, "b", "center")
        s.marks.append({"kind": "signer", "text": name})
        self.y = max(y + 6, top + 12 + len(recipients) * self.size / 72 * MM)

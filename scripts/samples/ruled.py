"""Condition `tables`: papers that are mostly ruled tables of three to nine columns with wrapped cells, upright or across.

Paper truth: "tables" (all cells, row by row, the head first), and "merged" of each table: [text, first column, last
column] of the head cells that stand over several columns. Page truth: "columns" of the tables on that page.
"""

from functools import partial

from . import judge, raster, scanner
from .flow import Flow
from .people import DEPARTMENTS, person, pick
from .phrases import Speaker
from .sheet import MM, Sheet, width


def lead(text):
    return text[0].upper() + text[1:]


# Name of a column, narrowest width in mm, whether it takes what width is left, and what stands in its cells.
COLUMNS = (
    ("Họ và tên", 34, True, lambda s: person(s.rng).name), ("Ngày sinh", 24, False, lambda s: person(s.rng).birthday),
    ("Số định danh cá nhân", 30, False, lambda s: person(s.rng).number), ("Thôn", 24, True, lambda s: person(s.rng).hamlet),
    ("Thủ tục", 42, True, lambda s: lead(s.slot("procedure"))), ("Cơ quan chủ trì", 38, True, lambda s: s.slot("organ")),
    ("Đơn vị phối hợp", 38, True, lambda s: pick(s.rng, DEPARTMENTS)), ("Nội dung công việc", 50, True, lambda s: lead(s.slot("task"))),
    ("Giải pháp", 46, True, lambda s: lead(s.slot("measure"))), ("Tiếp nhận", 20, False, lambda s: s.slot("n3")),
    ("Đúng hạn", 20, False, lambda s: s.slot("n3")), ("Quá hạn", 18, False, lambda s: s.slot("n2")), ("Tỷ lệ", 21, False, lambda s: s.slot("pct")),
    ("Diện tích", 24, False, lambda s: s.slot("area")), ("Kinh phí", 37, False, lambda s: s.slot("money")),
    ("Thời hạn", 25, False, lambda s: "%02d/%02d/%d" % (s.number(1, 29), s.number(1, 13), s.year)), ("Ghi chú", 24, True, lambda s: s.slot("result") if s.number(0, 3) == 0 else ""))
# What may stand over neighbouring columns.
OVER = {"Người đề nghị": ("Họ và tên", "Ngày sinh", "Số định danh cá nhân", "Thôn"), "Đơn vị thực hiện": ("Cơ quan chủ trì", "Đơn vị phối hợp"),
        "Kết quả giải quyết": ("Tiếp nhận", "Đúng hạn", "Quá hạn", "Tỷ lệ"), "Dự kiến": ("Kinh phí", "Thời hạn")}


def merged(names):
    """(text, first column, last column) for every run of columns that may have a common head."""
    found = []
    for text, under in OVER.items():
        mine = [k for k, name in enumerate(names) if name in under]
        if len(mine) > 1 and mine[-1] - mine[0] == len(mine) - 1:
            found.append((text, mine[0], mine[-1]))
    return found


def head_of_two(flow, widths, names, over, size):
    """A head of two rows: `over` stands above the names of its columns, the other names take both rows."""
    step = size / 72 * MM * 1.2
    high = lambda cells: max(len(c) for c in cells) * step + 2.6
    wrap = lambda text, wide: flow.wrap(text, size, wide - 3, "b")
    edges = [flow.left + sum(widths[:k]) for k in range(len(widths) + 1)]
    covered = {k for _, first, last in over for k in range(first, last + 1)}
    single = [wrap(name, w) for name, w in zip(names, widths)]
    above = [wrap(text, edges[last + 1] - edges[first]) for text, first, last in over]
    upper = high(above)
    whole = max(upper + high([single[k] for k in covered]), high(single))
    flow.room(whole + 3 * (step + 3))
    y = flow.y
    cells = [(cell, first, last + 1, y, y + upper) for cell, (_, first, last) in zip(above, over)]
    cells += [(cell, k, k + 1, y + upper if k in covered else y, y + whole) for k, cell in enumerate(single)]
    for cell, first, last, top, low in sorted(cells, key=lambda c: (c[1], c[3])):
        x, wide = edges[first], edges[last] - edges[first]
        for k, words in enumerate(cell):
            used = sum(width(flow.face, st, size, t) for t, st in words) + width(flow.face, "", size, " ") * (len(words) - 1)
            flow.sheet.words(x + (wide - used) / 2, (top + low - len(cell) * step) / 2 + step * (k + 0.78), words, size, flow.face, flow.ink)
        flow.sheet.outline([(x, top), (x + wide, top), (x + wide, low), (x, low)])
    flow.y += whole


def draw_table(rng, speaker, wide, two_rows):
    """(widths, rows) of a table `wide` mm across; with a head of `two_rows` what belongs together stands together."""
    count = int(rng.integers(2, 9 if wide > 200 else 7))
    chosen, used = [], 11
    order = rng.permutation(len(COLUMNS)).tolist()
    if two_rows:
        together = OVER[pick(rng, list(OVER))]
        order.sort(key=lambda k: COLUMNS[k][0] not in together)
    for k in order:
        if len(chosen) < count and used + COLUMNS[k][1] <= wide:
            chosen.append(k)
            used += COLUMNS[k][1]
    chosen.sort(key=lambda k: (not two_rows and not COLUMNS[k][2] or k == len(COLUMNS) - 1, k))
    columns = [COLUMNS[k] for k in chosen]
    elastic = [c for c in columns if c[2]] or columns
    widths = [11] + [c[1] + ((wide - used) / len(elastic) if c in elastic else 0) for c in columns]
    rows = [[pick(rng, ("TT", "STT"))] + [c[0] for c in columns]]
    for k in range(int(rng.integers(4, 15))):
        rows.append([str(k + 1)] + [c[3](speaker) for c in columns])
    return widths, rows


def paper(rng):
    """Ruled tables of three to nine columns, their cells wrapped, some heads of two rows with merged cells."""
    across = rng.random() < 0.3
    make = partial(Sheet, 297.0, 210.0) if across else Sheet
    speaker = Speaker(rng, int(rng.integers(2015, 2026)))
    size = float(pick(rng, (12, 13, 13.5)))
    flow = Flow(pick(rng, judge.FACES), size, 1.2, left=float(rng.uniform(20, 28)), right=float(rng.uniform(12, 18)), top=18, bottom=18, make=make)
    flow.paragraph("Phụ lục %s" % pick(rng, judge.ROMAN[:5]), "right", 0, style="b")
    flow.title(pick(rng, ("DANH SÁCH", "BIỂU TỔNG HỢP", "BẢNG THỐNG KÊ", "PHỤ LỤC CHI TIẾT")), speaker.say("topic"))
    tables, heads, columns = [], [], {}
    for k in range(int(rng.integers(1, 4))):
        small = size - float(pick(rng, (1, 1.5, 2, 2.5)))
        flow.room(60)
        if k or rng.random() < 0.5:
            flow.paragraph("*%d. %s*" % (k + 1, speaker.say("topic")), indent=0)
        two_rows = rng.random() < 0.5
        widths, rows = draw_table(rng, speaker, flow.wide, two_rows)
        over = merged(rows[0]) if two_rows else []
        first = len(flow.sheets) - 1
        if over:
            head_of_two(flow, widths, rows[0], over, small)
        flow.table(widths, rows[1:] if over else rows, small, head=not over)
        tables.append(rows)
        heads.append(over)
        for n in range(first, len(flow.sheets)):
            columns.setdefault(n, []).append(len(widths))
        if rng.random() < 0.5:
            flow.paragraph(speaker.say("finding"))

    def shoot(n, sheet):
        def side(rng, limit):
            skew = judge.draw_skew(rng) if limit is None else round(float(rng.uniform(-limit, limit)), 4)
            dpi = int(rng.choice([150, 200, 300], p=[0.2, 0.4, 0.4]))
            scan = scanner.office if rng.random() < 0.6 else scanner.clean
            return scan(raster.draw(sheet, rng, (250, 250, 248), 0.94), rng, skew, dpi), sheet, dpi, skew, {"columns": columns.get(n, [])}
        return side

    return {"kind": "table", "across": bool(across), "font": flow.face, "size": size, "tables": tables, "merged": heads}, [shoot(n, s) for n, s in enumerate(flow.sheets)]

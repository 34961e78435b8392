"""Condition `tables`: papers that are mostly ruled tables of three to nine columns with wrapped cells, upright or across.

Paper truth: "tables" (all cells, row by row, the head first). Page truth: "columns" of the tables on that page.
"""

from functools import partial

from . import judge, raster, scanner
from .flow import Flow
from .people import DEPARTMENTS, person, pick
from .phrases import Speaker
from .sheet import Sheet


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


def draw_table(rng, speaker, wide):
    """(widths, rows) of a table `wide` mm across."""
    count = int(rng.integers(2, 9 if wide > 200 else 7))
    chosen, used = [], 11
    for k in rng.permutation(len(COLUMNS)).tolist():
        if len(chosen) < count and used + COLUMNS[k][1] <= wide:
            chosen.append(k)
            used += COLUMNS[k][1]
    chosen.sort(key=lambda k: (not COLUMNS[k][2] or k == len(COLUMNS) - 1, k))
    columns = [COLUMNS[k] for k in chosen]
    elastic = [c for c in columns if c[2]] or columns
    widths = [11] + [c[1] + ((wide - used) / len(elastic) if c in elastic else 0) for c in columns]
    rows = [[pick(rng, ("TT", "STT"))] + [c[0] for c in columns]]
    for k in range(int(rng.integers(4, 15))):
        rows.append([str(k + 1)] + [c[3](speaker) for c in columns])
    return widths, rows


def paper(rng):
    across = rng.random() < 0.3
    make = partial(Sheet, 297.0, 210.0) if across else Sheet
    speaker = Speaker(rng, int(rng.integers(2015, 2026)))
    size = float(pick(rng, (12, 13, 13.5)))
    flow = Flow(pick(rng, judge.FACES), size, 1.2, left=float(rng.uniform(20, 28)), right=float(rng.uniform(12, 18)), top=18, bottom=18, make=make)
    flow.paragraph("Phụ lục %s" % pick(rng, judge.ROMAN[:5]), "right", 0, style="b")
    flow.title(pick(rng, ("DANH SÁCH", "BIỂU TỔNG HỢP", "BẢNG THỐNG KÊ", "PHỤ LỤC CHI TIẾT")), speaker.say("topic"))
    tables, columns = [], {}
    for k in range(int(rng.integers(1, 4))):
        small = size - float(pick(rng, (1, 1.5, 2, 2.5)))
        flow.room(60)
        if k or rng.random() < 0.5:
            flow.paragraph("*%d. %s*" % (k + 1, speaker.say("topic")), indent=0)
        widths, rows = draw_table(rng, speaker, flow.wide)
        first = len(flow.sheets) - 1
        flow.table(widths, rows, small)
        tables.append(rows)
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

    return {"kind": "table", "across": bool(across), "font": flow.face, "size": size, "tables": tables}, [shoot(n, s) for n, s in enumerate(flow.sheets)]

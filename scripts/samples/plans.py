"""A plan of land on one large sheet: blocks of parcels between roads, a legend, a list of owners, the signer's block."""

import math

from .flow import Flow
from .people import COMMUNES, long_date, person, pick
from .sheet import BLACK, MM, Sheet

KINDS = {"ODT": "Đất ở tại đô thị", "ONT": "Đất ở tại nông thôn", "CLN": "Đất trồng cây lâu năm", "LUC": "Đất chuyên trồng lúa nước", "NTS": "Đất nuôi trồng thủy sản",
         "RSX": "Đất rừng sản xuất"}
ROADS = ("Đường Lê Hồng Phong", "Đường bê tông liên thôn", "Đường Trần Đăng Ninh", "Mương thủy lợi", "Đường đất", "Suối Nà Pàn", "Quốc lộ 4B", "Ngõ 12")
RIGHT = 118.0  # mm on the right for legend, list and signer


def warp(rng):
    """A slow bend of the plane in mm, so that no parcel is a rectangle and neighbours still meet."""
    a, b, p, q = (float(v) for v in (*rng.uniform(2, 4.5, 2), *rng.uniform(0, 6.28, 2)))
    return lambda x, y: (x + a * math.sin(y / 38 + p) + 0.8 * math.sin((x + y) / 11), y + b * math.sin(x / 47 + q) + 0.8 * math.sin((x - y) / 13))


def blocks(rng, left, top, right, low):
    """Rows of parcels as (x0, x1, y0, y1) and the roads between them as (x, y) of their names."""
    y, parcels, roads = top, [], []
    while y + 26 < low:
        for _ in range(2):
            deep, x = float(rng.uniform(19, 29)), left
            if y + deep > low:
                break
            while x + 15 < right:
                wide = min(float(rng.uniform(15, 33)), right - x)
                parcels.append((x, right if right - x - wide < 15 else x + wide, y, y + deep))
                x = parcels[-1][1]
            y += deep
        roads.append(((left + right) / 2 + float(rng.uniform(-30, 30)), y + 6.5))
        y += 10
    return parcels, [road for road in roads if road[1] < low]


def plan(rng, size):
    """(sheet, fields) of an invented plan, `size` mm wide and high; the text keeps 24 mm from the rim."""
    flow = Flow("Arimo", 12.0, 1.22, 24.0, 24.0, 24.0, 22.0, make=lambda: Sheet(*map(float, size)), numbered=False)
    sheet, (sort, place), signer = flow.sheet, pick(rng, COMMUNES), person(rng)
    year, number = int(rng.integers(2012, 2026)), int(rng.integers(1, 120))
    for gap, thick in ((14, 0.9), (17, 0.25)):
        sheet.outline([(gap, gap), (size[0] - gap, gap), (size[0] - gap, size[1] - gap), (gap, size[1] - gap)], thick)
    flow.centred("BẢN ĐỒ ĐỊA CHÍNH", 16)
    flow.centred("%s %s, tỉnh Lạng Sơn - Tờ bản đồ số %d" % (sort.capitalize(), place, number), 12.5, "", after=4)
    bend, edge = warp(rng), size[0] - 24 - RIGHT
    parcels, roads = blocks(rng, 32.0, flow.y + 6, edge - 8, size[1] - 34)
    owners = []
    for k, (x0, x1, y0, y1) in enumerate(parcels, 1):
        corners = [bend(x, y) for x, y in ((x0, y0), ((x0 + x1) / 2, y0), (x1, y0), (x1, y1), ((x0 + x1) / 2, y1), (x0, y1))]
        sheet.outline(corners, 0.3)
        kind, area = pick(rng, list(KINDS)), (x1 - x0) * (y1 - y0) / 4 * float(rng.uniform(0.9, 1.1))
        x, y = bend((x0 + x1) / 2, (y0 + y1) / 2)
        sheet.text(x, y - 3.5, str(k), 10, "Arimo", "b", "center")
        sheet.text(x, y + 1.2, kind, 9, "Arimo", "", "center")
        sheet.text(x, y + 5.6, ("%.1f" % area).replace(".", ","), 9, "Arimo", "", "center")
        if rng.random() < 0.3 and x1 - x0 > 22:  # a house on it
            hx, hy = x0 + 3, y0 + 3
            sheet.outline([bend(*p) for p in ((hx, hy), (hx + 5, hy), (hx + 5, hy + 4), (hx, hy + 4))], 0.2)
        owners.append([str(k), person(rng).name, kind, ("%.1f" % area).replace(".", ",")])
    names = [ROADS[k] for k in rng.permutation(len(ROADS))]
    for name, (x, y) in zip(names, roads):
        sheet.text(*bend(x, y), name, 10, "Arimo", "i", "center")
    beside(flow, rng, edge, owners, sorted({row[2] for row in owners}))
    flow.signed(["TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"], signer.name, int(rng.integers(1 << 30)), (), ("UBND %s %s" % (sort.upper(), place.upper()), "T. LẠNG SƠN"),
                "%s, %s" % (place, long_date(int(rng.integers(1, 29)), int(rng.integers(1, 13)), year)), deep=26)
    return sheet, {"kind": "BẢN ĐỒ ĐỊA CHÍNH", "number": str(number), "place": place, "signer": signer.name, "font": "Arimo", "size": 12.0}


def beside(flow, rng, edge, owners, kinds):
    """North arrow, scale, legend and as many rows of owners as there is room for, right of `edge`."""
    sheet, flow.left = flow.sheet, edge
    x, y = edge + 12, flow.y
    sheet.outline([(x, y), (x - 3.5, y + 13), (x, y + 10), (x + 3.5, y + 13)], 0.3, BLACK, True)
    sheet.text(x, y - 1.5, "B", 11, "Arimo", "b", "center")
    sheet.text(edge + 60, y + 8, "Tỷ lệ 1:%d" % pick(rng, (500, 1000, 2000)), 12, "Arimo", "i", "center")
    flow.y = y + 19
    flow.paragraph("*CHÚ DẪN*", "left", 0, after=1)
    for kind in kinds:
        flow.paragraph("%s: %s" % (kind, KINDS[kind]), "left", 0, 10, after=0.4)
    flow.skip(3)
    step = 1.2 * 9 / 72 * MM + 2.6
    room = int((sheet.height - flow.bottom - flow.y - 78) / step) - 1
    if room > 1:
        flow.paragraph("*DANH SÁCH CHỦ SỬ DỤNG*", "left", 0, after=1)
        flow.table([14, 56, 20, 26], [["Thửa", "Chủ sử dụng", "Loại", "m2"]] + owners[:room], 9)

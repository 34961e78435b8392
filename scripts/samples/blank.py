"""Condition `blank`: back sides with nothing on them, and nearly empty sides that are not blank, one a file.

Page truth: "blank", "what" (the only thing on a side that is not blank), "stock", "wear", and "hand" where a hand wrote.
"""

import numpy as np

from . import judge, raster, scanner, worn
from .ink import cloud
from .people import person, pick
from .sheet import BLUE, RED, VIOLET, MM, Sheet

STOCKS = {"white": (251, 251, 250), "yellowish": (243, 235, 210), "grey": (212, 212, 208)}
WEAR = {"through": 0.45, "holes": 0.35, "dust": 0.6, "shadow": 0.55, "folds": 0.3}
PENCIL = (120, 120, 124)
# What a quick pencil notes.
NOTES = "xem trang sau|trang 12|sao 02 bản|trả ngày 15/8|4 trang|HS 217|đã nhập|thiếu chữ ký".split("|")
STAMPS = ["ĐÃ ĐỐI CHIẾU BẢN CHÍNH|Ngày 14 tháng 8 năm 2023", "SAO Y BẢN CHÍNH", "ĐÃ THU LỆ PHÍ", "CÔNG VĂN ĐẾN|Số: 1482|Ngày: 06/11/2024", "ĐÃ SỐ HÓA", "BẢN LƯU"]
SHORT = ("Hết./.", "Mặt sau không có nội dung.", "(Xem tiếp trang sau)", "Trang này để trống.", "Phụ lục kèm theo", "Nơi nhận: Lưu: VT.", "Ghi chú:", "KT. CHỦ TỊCH")


def box_stamp(sheet, rng, texts):
    """A rubber stamp in a frame, upright: one to three lines."""
    x, y, size = float(rng.uniform(35, 110)), float(rng.uniform(30, 255)), float(rng.uniform(11, 14))
    ink, step = (VIOLET, RED, BLUE)[int(rng.integers(3))], size * 0.47
    wide = max(sheet.text(x + 4, y + step * (k + 1), text, size, "Arimo", "b" * (k == 0), ink=ink) for k, text in enumerate(texts)) - x + 4
    high = step * (len(texts) + 0.6)
    sheet.outline([(x, y), (x + wide, y), (x + wide, y + high), (x, y + high)], 0.5, ink)


def little(rng):
    """A sheet with one thing on it: (sheet, what it is)."""
    sheet, what = Sheet(), pick(rng, ("seal", "stamp", "number", "number", "pencil stroke", "pencil note", "text", "text", "signature"))
    if what == "seal":
        sheet.seal(float(rng.uniform(40, 170)), float(rng.uniform(40, 250)), "VĂN PHÒNG UBND TỈNH", "LẠNG SƠN", int(rng.integers(1 << 30)), RED if rng.random() < 0.8 else VIOLET)
    elif what == "stamp":
        box_stamp(sheet, rng, pick(rng, STAMPS).split("|"))
    elif what == "number":
        n, (x, y) = int(rng.integers(2, 120)), pick(rng, ((105, 14), (105, 284), (190, 284), (188, 15)))
        sheet.text(x, y, pick(rng, ("%d", "%d", "- %d -", "Trang %d")) % n, float(rng.uniform(11, 14)), align="center")
    elif what == "pencil stroke":
        x, y, long, slope = float(rng.uniform(25, 90)), float(rng.uniform(40, 240)), float(rng.uniform(30, 90)), float(rng.normal(0, 0.25))
        t = np.linspace(0, 1, 30)
        wave = np.cumsum(rng.normal(0, 0.25, 30))
        points = [(x + long * a, y + slope * long * a + b) for a, b in zip(t.tolist(), wave.tolist())]
        for (x0, y0), (x1, y1) in zip(points[:-1], points[1:]):
            sheet.rule(x0, y0, x1, y1, float(rng.uniform(0.3, 0.5)), PENCIL)
    elif what == "pencil note":
        sheet.text(float(rng.uniform(30, 120)), float(rng.uniform(25, 270)), pick(rng, NOTES), float(rng.uniform(13, 18)), style="h")
        sheet.steps = [s[:7] + (PENCIL,) for s in sheet.steps]
    elif what == "signature":
        sheet.signature(float(rng.uniform(50, 160)), float(rng.uniform(50, 250)), int(rng.integers(1 << 30)))
    else:
        text = pick(rng, SHORT) if rng.random() < 0.6 else "Người lập: %s" % person(rng).name
        sheet.text(float(rng.uniform(30, 90)), float(rng.uniform(25, 270)), text, float(rng.uniform(11, 14)), pick(rng, ("Tinos", "Tinos", "Arimo")), pick(rng, ("", "", "i", "b")))
    return sheet, what


def side(rng, limit):
    blank = bool(rng.random() < 0.5)
    sheet, what = (Sheet(), None) if blank else little(rng)
    dpi = int(rng.choice([150, 200, 200, 300], p=[0.4, 0.25, 0.25, 0.1]))
    skew = round(float(rng.normal(0, 0.8)), 4) if limit is None else round(float(rng.uniform(-limit, limit)), 4)
    colours = list(STOCKS)
    name = pick(rng, colours)
    wear = [w for w, share in WEAR.items() if rng.random() < share]
    width, height = round(210 / MM * dpi), round(297 / MM * dpi)
    page = worn.stock(rng, width, height, STOCKS[name])
    if sheet.steps:
        drawn = scanner.resample(raster.draw(sheet, rng, density=float(rng.uniform(0.75, 0.97))), dpi).resize((width, height))
        page *= worn.array(scanner.tilt(drawn, skew, (255, 255, 255))) / 255
    if "through" in wear:
        back = raster.draw(judge.write_paper(rng)[0].sheets[0], rng)
        worn.through(page, back, rng, float(rng.uniform(0.05, 0.10)), float(rng.uniform(0.8, 2.2)) * dpi / 150)
    if "folds" in wear:
        worn.folds(page, rng, dpi, float(rng.uniform(6, 20)))
    page *= (0.97 + 0.02 * cloud(rng, height, width, 8))[..., None]
    if "holes" in wear:
        worn.holes(page, rng, dpi)
    if "shadow" in wear:
        worn.shadow(page, rng, dpi, 0.35)
    if "dust" in wear:
        worn.dust(page, rng, dpi, int(rng.integers(6, 90)))
    image = worn.grain(page, rng, 0.45, float(rng.uniform(0.6, 4.0)))
    if rng.random() < 0.1:  # some offices scan in two tones
        name, image = name + ", two tones", image.convert("L").point([255 * (v > 140) for v in range(256)], "1").convert("RGB")
    more = {"blank": blank, "stock": name, "wear": wear}
    if what:
        more["what"] = what
    return image, sheet, dpi, None, more


def paper(rng):
    """Single sides, half of them blank, half with one small thing on them."""
    # A tilt cannot be told where nothing stands: none is in the truth.
    return {"kind": "side"}, [side]

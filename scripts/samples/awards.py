"""Condition `certificate`: one side on a patterned ground with a frame, an emblem, a red title and a coloured serial.

Page truth: "serial", the coloured number as printed.
"""

from functools import partial

from . import judge, raster, scanner
from .flow import Flow
from .ink import guilloche
from .people import COMMUNES, long_date, person, pick
from .phrases import Speaker
from .sheet import BLUE, DEEP_RED, RED, Sheet

# Tint of the ground and its lines.
GROUNDS = (((249, 222, 226), (238, 196, 204)), ((250, 243, 226), (238, 222, 190)), ((226, 240, 232), (190, 218, 202)),
           ((228, 236, 246), (196, 212, 234)), ((252, 247, 236), (232, 208, 170)), ((244, 232, 244), (222, 200, 226)))
FRAMES = ((196, 110, 120), (150, 70, 40), (60, 110, 90), (60, 80, 140))
TITLES = ("GIẤY CHỨNG NHẬN|QUYỀN SỬ DỤNG ĐẤT", "GIẤY KHAI SINH", "GIẤY CHỨNG NHẬN|ĐĂNG KÝ HỘ KINH DOANH", "GIẤY CHỨNG NHẬN KẾT HÔN", "BẰNG KHEN",
          "GIẤY CHỨNG NHẬN|ĐỦ ĐIỀU KIỆN AN TOÀN THỰC PHẨM", "CHỨNG CHỈ HÀNH NGHỀ", "TRÍCH LỤC KHAI TỬ")


def rows_of(rng, speaker):
    """Label and value of the lines that such a paper may have."""
    who, other = person(rng), person(rng)
    sort, place = pick(rng, COMMUNES)
    every = [("Ngày, tháng, năm sinh:", who.birthday), ("Giới tính:", "Nữ" if who.woman else "Nam"), ("Dân tộc:", who.people), ("Quốc tịch:", "Việt Nam"),
             ("Số định danh cá nhân:", who.number), ("Nơi cư trú:", "thôn %s, %s %s, tỉnh Lạng Sơn" % (who.hamlet, sort, place)),
             ("Thửa đất số:", "%s; tờ bản đồ số: %s" % (speaker.slot("n3"), speaker.slot("n2"))), ("Diện tích:", speaker.slot("area")),
             ("Mục đích sử dụng:", speaker.slot("landuse")), ("Vốn kinh doanh:", speaker.slot("money")), ("Giấy tờ kèm theo:", speaker.slot("paper")),
             ("Họ, chữ đệm, tên người đề nghị:", other.name), ("Quan hệ:", pick(rng, ("Mẹ đẻ", "Vợ", "Chồng", "Con đẻ"))), ("Xếp loại:", speaker.slot("grade")),
             ("Có giá trị đến ngày:", speaker.date()), ("Đã có thành tích:", speaker.slot("measure"))]
    kept = sorted(rng.permutation(len(every))[:int(rng.integers(7, 13))].tolist())
    return who, sort, place, [("Họ, chữ đệm, tên:", who.name.upper())] + [every[k] for k in kept]


def paper(rng):
    """Certificates on a patterned coloured ground: frame, emblem, red title, coloured serial."""
    year = int(rng.integers(2005, 2026))
    speaker = Speaker(rng, year)
    ground, frame = guilloche(*pick(rng, GROUNDS), rosette=bool(rng.random() < 0.6)), pick(rng, FRAMES)
    across = rng.random() < 0.25
    wide, high = (297, 210) if across else pick(rng, ((210, 297), (210, 297), (190, 265)))
    size = float(rng.uniform(12, 13.5))
    flow = Flow(pick(rng, judge.FACES), size, 1.32, left=28, right=24, top=22 if across else 46, bottom=8, make=partial(Sheet, float(wide), float(high), ground=ground), numbered=False)
    sheet = flow.sheet
    for gap, thick in ((8, 0.9), (10.2, 0.3)):
        sheet.outline([(gap, gap), (wide - gap, gap), (wide - gap, high - gap), (gap, high - gap)], thick, frame)
    sheet.emblem(*((38, 32) if across else (wide / 2, 30)), 24)
    flow.motto()
    for k, part in enumerate(pick(rng, TITLES).split("|")):
        flow.centred(part, 21 if k == 0 else 14.5, ink=pick(rng, (DEEP_RED, DEEP_RED, RED)), after=1)
    flow.skip(4)
    who, sort, place, rows = rows_of(rng, speaker)
    for label, value in rows[:7] if across else rows:
        flow.paragraph("%s %s" % (label, value), "left", 0, after=1.2, fixed=True)
    flow.skip(1)
    signer, serial = person(rng), "%s %06d" % (pick(rng, ("CĐ", "BĐ", "AA", "DC", "LS", "TP/KS")), int(rng.integers(1, 1000000)))
    flow.signed(list(pick(rng, (("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"), ("KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC")))), signer.name, int(rng.integers(1 << 30)),
                seal=("UBND %s %s" % (sort.upper(), place.upper()), "T. LẠNG SƠN"), deep=24,
                place_date="%s, %s" % (place, long_date(int(rng.integers(1, 29)), int(rng.integers(1, 13)), year)))
    flow.sheets[0].text(34, high - 16, serial, float(rng.uniform(13, 16)), flow.face, "b", ink=pick(rng, (DEEP_RED, RED, BLUE)))

    def side(rng, limit):
        skew = judge.draw_skew(rng) if limit is None else round(float(rng.uniform(-limit, limit)), 4)
        dpi = int(rng.choice([200, 300]))
        scan = scanner.clean if rng.random() < 0.5 else scanner.office
        return scan(raster.draw(sheet, rng, density=0.94), rng, skew, dpi), sheet, dpi, skew, {"serial": serial}

    return {"kind": "certificate", "citizen": who.name, "signer": signer.name, "across": bool(across), "font": flow.face, "size": size}, [side]

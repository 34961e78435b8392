"""Land certificates on their pink ground: the four-page form of 2009 and the sheet of 2025."""

from functools import partial

import numpy as np

from .flow import Flow
from .ink import guilloche
from .letters import Paper
from .sheet import BLACK, DEEP_RED, Sheet

PINK = guilloche((249, 222, 226), (238, 196, 204))
SMALL_PINK = partial(Sheet, 190, 265, ground=PINK)
LONG_TITLE = ("QUYỀN SỬ DỤNG ĐẤT", "QUYỀN SỞ HỮU NHÀ Ở VÀ TÀI SẢN KHÁC GẮN LIỀN VỚI ĐẤT")


def border(sheet, inset=8):
    """The printed frame of two lines."""
    for gap, thick in ((0, 0.9), (2.2, 0.3)):
        a = inset + gap
        sheet.outline([(a, a), (sheet.width - a, a), (sheet.width - a, sheet.height - a), (a, sheet.height - a)], thick, (196, 110, 120))


def plan(sheet, x, y, size, corners, lengths, numbers):
    """A parcel drawn to scale: outline, corner numbers, lengths of sides; x, y is the middle."""
    points = [(x + px * size, y + py * size) for px, py in corners]
    sheet.outline(points, 0.4)
    for k, (px, py) in enumerate(points):
        qx, qy = points[(k + 1) % len(points)]
        sheet.text((px + qx) / 2 + (4 if px != qx and abs(py - qy) > 10 else 0), (py + qy) / 2 - 1.5, lengths[k], 9, align="center")
        out = 4.5
        sheet.text(px + (out if px > x else -out), py + (out if py > y else -out + 2), str(k + 1), 9, align="center")
    for px, py, text in numbers:
        sheet.text(x + px * size, y + py * size, text, 10, align="center")


def code_like(sheet, x, y, size, cells):
    """Dots and corner squares where the form has its QR code; it holds nothing and cannot be read."""
    cell, dots = size / cells, np.random.default_rng(2025).random((cells, cells)) < 0.48

    def square(cx, cy, wide):
        a, b, w = x + cx * cell, y + cy * cell, wide * cell
        return [(a, b), (a + w, b), (a + w, b + w), (a, b + w)]

    for cy in range(cells):
        for cx in range(cells):
            corner = (cx < 8 and cy < 8) or (cx > cells - 9 and cy < 8) or (cx < 8 and cy > cells - 9)
            if dots[cy, cx] and not corner:
                sheet.outline(square(cx, cy, 1), 0.1, BLACK, True)
    for cx, cy in ((0, 0), (cells - 7, 0), (0, cells - 7)):
        sheet.outline(square(cx + 0.5, cy + 0.5, 6), cell)
        sheet.outline(square(cx + 2, cy + 2, 3), 0.1, BLACK, True)


def certificate_2009(citizen, wife, signer):
    """The pink certificate of 2009-2024 as four pages of 190 × 265 mm."""
    flow = Flow(size=12.5, spacing=1.32, left=22, right=18, top=22, bottom=16, make=SMALL_PINK, numbered=False)
    border(flow.sheet)
    flow.sheet.emblem(95, 58, 34)
    flow.centred("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 13)
    flow.centred("Độc lập - Tự do - Hạnh phúc", 13.5, after=48)
    flow.centred("GIẤY CHỨNG NHẬN", 24, ink=DEEP_RED, after=1)
    flow.centred(LONG_TITLE[0], 14.5, ink=DEEP_RED, after=0.5)
    flow.centred(LONG_TITLE[1], 12, ink=DEEP_RED, after=9)
    flow.paragraph("*I. Người sử dụng đất, chủ sở hữu nhà ở và tài sản khác gắn liền với đất*", indent=0, after=3)
    for text in ("Ông: *%s*, sinh năm %d, CCCD số: %s" % (citizen.name.upper(), citizen.born[2], citizen.number),
                 "Và vợ, bà: *%s*, sinh năm %d, CCCD số: %s" % (wife.name.upper(), wife.born[2], wife.number),
                 "Địa chỉ thường trú: khối 5, phường Tam Thanh, thành phố Lạng Sơn, tỉnh Lạng Sơn"):
        flow.paragraph(text, indent=4, after=2.2, align="left")
    flow.sheet.text(150, 250, "CĐ 000482", 15, "Tinos", "b", "center", DEEP_RED)

    flow.new_sheet()
    border(flow.sheet)
    flow.paragraph("*II. Thửa đất, nhà ở và tài sản khác gắn liền với đất*", indent=0, after=2)
    for text in ("*1. Thửa đất:*", "a) Thửa đất số: 65, tờ bản đồ số: 91", "b) Địa chỉ: khối 5, phường Tam Thanh, thành phố Lạng Sơn, tỉnh Lạng Sơn",
                 "c) Diện tích: 119,9 m2 (bằng chữ: một trăm mười chín phẩy chín mét vuông)", "d) Hình thức sử dụng: riêng 119,9 m2; chung: không",
                 "đ) Mục đích sử dụng: đất ở tại đô thị", "e) Thời hạn sử dụng: lâu dài", "g) Nguồn gốc sử dụng: Công nhận quyền sử dụng đất như giao đất có thu tiền sử dụng đất",
                 "*2. Nhà ở:* -/-", "*3. Công trình xây dựng khác:* -/-", "*4. Rừng sản xuất là rừng trồng:* -/-", "*5. Cây lâu năm:* -/-", "*6. Ghi chú:* Không"):
        flow.paragraph(text, indent=4, after=1.6, align="left")
    flow.skip(3)
    flow.signed(["SỞ TÀI NGUYÊN VÀ MÔI TRƯỜNG", "TỈNH LẠNG SƠN", "KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC"], signer.name, 1265,
                seal=("SỞ TÀI NGUYÊN VÀ MÔI TRƯỜNG", "LẠNG SƠN"), place_date="Lạng Sơn, ngày 09 tháng 8 năm 2018")
    flow.paragraph("Số vào sổ cấp GCN: CS 01265", indent=0)

    flow.new_sheet()
    border(flow.sheet)
    flow.paragraph("*III. Sơ đồ thửa đất, nhà ở và tài sản khác gắn liền với đất*", indent=0, after=2)
    plan(flow.sheet, 95, 88, 44, [(-0.62, -0.8), (0.42, -0.92), (0.6, 0.74), (-0.48, 0.86)], ["6,02", "19,87", "6,05", "19,94"],
         [(0, -0.05, "65"), (0, 0.12, "ODT"), (0, 0.27, "119,9"), (0, 1.12, "Đường Lê Hồng Phong"), (-1.05, 0, "64"), (1.05, 0, "66")])
    flow.sheet.text(160, 48, "B", 14, "Tinos", "b", "center")
    flow.sheet.outline([(160, 50), (156.5, 62), (160, 59), (163.5, 62)], 0.3, BLACK, True)
    flow.sheet.text(95, 146, "Tỷ lệ 1:500", 11, "Tinos", "i", "center")
    flow.y = 156
    flow.paragraph("*IV. Những thay đổi sau khi cấp giấy chứng nhận*", indent=0, after=2)
    flow.table([95, 55], [["Nội dung thay đổi và cơ sở pháp lý", "Xác nhận của cơ quan có thẩm quyền"],
                          ["Thế chấp bằng quyền sử dụng đất tại Quỹ tín dụng nhân dân Kỳ Lừa theo hồ sơ số 002417.TC.003", "Ngày 15 tháng 4 năm 2019"],
                          ["Xóa nội dung đăng ký thế chấp ngày 15/4/2019 theo hồ sơ số 004981.XT.001", "Ngày 22 tháng 12 năm 2022"]], 10.5)

    flow.new_sheet()
    border(flow.sheet)
    flow.skip(2)
    flow.table([95, 55], [["Nội dung thay đổi và cơ sở pháp lý", "Xác nhận của cơ quan có thẩm quyền"]], 10.5)
    top = flow.y - 3
    flow.sheet.outline([(22, top), (172, top), (172, 190), (22, 190)], 0.25)
    flow.sheet.rule(117, top, 117, 190)
    flow.y = 200
    flow.paragraph("Người được cấp Giấy chứng nhận không được sửa chữa, tẩy xóa hoặc bổ sung bất kỳ nội dung nào trong Giấy chứng nhận; khi bị mất hoặc hư hỏng Giấy chứng nhận phải khai báo ngay với cơ quan cấp giấy.",
                   style="i", size=10.5, indent=0)
    bars = "1101100101011100101101001110101100110101011010011101"
    for k, bar in enumerate(bars):
        if bar == "1":
            flow.sheet.rule(60 + k * 1.3, 236, 60 + k * 1.3, 246, 0.9)
    flow.sheet.text(94, 251, "0598618000482", 10, "Tinos", "", "center")
    return Paper(flow.sheets, "Giấy chứng nhận quyền sử dụng đất", LONG_TITLE[1].capitalize(), "CĐ 000482", "2018-08-09",
                 "Sở Tài nguyên và Môi trường tỉnh Lạng Sơn", citizen.name, signer.name, {"register": "CS 01265", "parcel": "65", "map": "91", "area": "119,9"})


def certificate_2025(citizen, signer):
    """The A4 sheet in force since 2025: its first page."""
    flow = Flow(size=12.5, spacing=1.3, left=26, right=20, top=20, make=partial(Sheet, ground=PINK), numbered=False)
    border(flow.sheet)
    flow.sheet.emblem(105, 32, 24)
    code_like(flow.sheet, 171, 16, 17, 25)
    flow.y = 47
    flow.centred("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 12.5)
    flow.centred("Độc lập - Tự do - Hạnh phúc", 13, after=4)
    flow.centred("GIẤY CHỨNG NHẬN", 20, ink=DEEP_RED, after=0.5)
    flow.centred("QUYỀN SỬ DỤNG ĐẤT, QUYỀN SỞ HỮU TÀI SẢN GẮN LIỀN VỚI ĐẤT", 12, ink=DEEP_RED, after=5)
    for text in ("*1. Người sử dụng đất, chủ sở hữu tài sản gắn liền với đất:*", "Ông *%s*, số định danh cá nhân: %s" % (citizen.name.upper(), citizen.number),
                 "Địa chỉ: thôn %s, xã Na Dương, tỉnh Lạng Sơn" % citizen.hamlet, "*2. Thông tin thửa đất:*", "a) Thửa đất số: 347; Tờ bản đồ số: 15",
                 "b) Diện tích: 775,9 m2", "c) Loại đất: đất ở tại nông thôn 300,0 m2; đất trồng cây lâu năm 475,9 m2", "d) Thời hạn sử dụng đất: đất ở lâu dài; đất trồng cây lâu năm đến ngày 15/10/2043",
                 "đ) Hình thức sử dụng đất: sử dụng riêng", "e) Địa chỉ: thôn %s, xã Na Dương, tỉnh Lạng Sơn" % citizen.hamlet,
                 "g) Nguồn gốc sử dụng đất: nhận tặng cho đất được công nhận quyền sử dụng đất", "*3. Thông tin tài sản gắn liền với đất:* -/-", "*4. Ghi chú:* Không"):
        flow.paragraph(text, indent=0 if text[0] == "*" else 5, after=1.5, align="left")
    flow.skip(1)
    flow.signed(["CHI NHÁNH VĂN PHÒNG ĐĂNG KÝ ĐẤT ĐAI", "GIÁM ĐỐC"], signer.name, 347, seal=("CHI NHÁNH VP ĐĂNG KÝ ĐẤT ĐAI", "LẠNG SƠN"),
                place_date="Lộc Bình, ngày 28 tháng 10 năm 2025")
    flow.sheet.text(26, 281, "Số vào sổ cấp Giấy chứng nhận: VP 00052", 11, "Tinos")
    flow.sheet.text(190, 281, "AA 00012345", 14, "Tinos", "b", "right", DEEP_RED)
    return Paper(flow.sheets, "Giấy chứng nhận quyền sử dụng đất", "Quyền sử dụng đất, quyền sở hữu tài sản gắn liền với đất", "AA 00012345", "2025-10-28",
                 "Chi nhánh Văn phòng đăng ký đất đai", citizen.name, signer.name, {"register": "VP 00052", "parcel": "347", "map": "15", "area": "775,9"})

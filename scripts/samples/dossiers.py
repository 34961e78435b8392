"""The bundled dossiers: invented filings of Lạng Sơn, each file shot as offices really scan it.

`make(folder)` writes the files and truth.json. Everything hangs on one fixed seed.
"""

from functools import partial
import json
from pathlib import Path

import numpy as np
from PIL import Image

from . import born_digital, containers, forms, land, letters, raster, scanner
from .people import Person, person, personal_number
from .sheet import Sheet

SEED = 20251201


def someone(name, woman, born, people, serial, hamlet):
    """A person whose number is made from the birth and a four-digit serial."""
    return Person(name, woman, born, people, personal_number(woman, born[2], serial), hamlet)


class Shooter:
    """Draws sheets under a condition with a generator of its own per picture."""

    def __init__(self, seed):
        self.rng = np.random.default_rng(seed)

    def page(self, sheet, how, skew=0.0, turns=0, dpi=None, wobble=False, **more):
        """One picture: (image, truth about how it was taken)."""
        rng = np.random.default_rng(self.rng.integers(1 << 62))
        draw = partial(raster.draw, sheet, rng, wobble=rng if wobble else None)
        corners = None
        if how == "flatbed":
            dpi = dpi or 300
            image = scanner.clean(draw((253, 253, 252), 0.96), rng, skew, dpi)
        elif how == "feeder":
            dpi = dpi or 200
            image = scanner.office(draw((247, 247, 244), 0.93), rng, skew, dpi)
        elif how == "aged":
            dpi = dpi or 300
            image = scanner.aged(draw((248, 243, 230), 0.95), rng, skew, dpi)
        elif how == "grey":
            dpi = dpi or 200
            image = scanner.office(draw((249, 249, 247), 0.9), rng, skew, dpi).convert("L")
        elif how == "low":
            dpi = dpi or 150
            image = scanner.low(draw((252, 252, 252), 0.9), rng, skew, dpi).convert("L")
        elif how == "copy":
            dpi = dpi or 300
            image = scanner.copy(draw(), rng, skew, dpi, **more)
        elif how == "crisp":  # bilevel straight from a good scanner
            dpi = dpi or 300
            grey = scanner.resample(scanner.tilt(draw().convert("L"), skew, 255), dpi)
            image = grey.point(lambda v: 255 if v > 150 else 0).convert("1", dither=Image.Dither.NONE)
        elif how == "phone":
            image, corners = scanner.phone(draw((246, 245, 242), 0.95), rng, **more)
        else:
            raise ValueError(how)
        truth = {"condition": how, "skew": None if corners else skew, "quarter_turns_ccw": turns % 4, "dpi": dpi}
        if corners:
            truth["corners"] = [[round(x), round(y)] for x, y in corners]
        return scanner.turn(image, turns), truth


def blank(sheet_like):
    """The empty back of a sheet."""
    return Sheet(sheet_like.width, sheet_like.height)


def describe(paper, sheets, shots, name, **more):
    """The truth of one file."""
    pages = []
    for sheet, shot in zip(sheets, shots):
        page = {"page": len(pages) + 1, **shot, "lines": [line.text for line in sheet.lines]}
        hand = [word for line in sheet.lines for word in line.hand]
        if hand:
            page["hand"] = hand
        if not sheet.lines:
            page["blank"] = True
        pages.append(page)
    fields = {"kind": paper.kind, "subject": paper.subject, "number": paper.number, "date": paper.date, "issuer": paper.issuer,
              "owner": paper.owner, "signer": paper.signer, **paper.fields}
    return {"file": name, **{k: v for k, v in fields.items() if v}, **more, "pages": pages}


class Writer:
    """Writes files below `folder` and collects their truth."""

    def __init__(self, folder):
        self.folder, self.files, self.dossiers = Path(folder), [], []

    def dossier(self, code, procedure, unit, owner):
        self.code = code
        self.dossiers.append({"code": code, "procedure": procedure, "unit": unit, "owner": owner})

    def put(self, name, data, paper, sheets, shots, **more):
        path = self.folder / self.code / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        self.files.append(describe(paper, sheets, shots, "%s/%s" % (self.code, name), **more))

    def photo(self, name, paper, shot, encode, sheet=0, **more):
        """A file of one picture; `encode` turns the image into bytes."""
        image, truth = shot
        self.put(name, encode(image), paper, [paper.sheets[sheet]], [truth], **more)

    def stack(self, name, paper, shots, encode, sheets=None, **more):
        """A file of several pictures."""
        images = [image for image, _ in shots]
        self.put(name, encode(images), paper, sheets or paper.sheets, [truth for _, truth in shots], **more)

    def finish(self):
        lines = [json.dumps(d, ensure_ascii=False) for d in self.dossiers]
        files = [json.dumps(f, ensure_ascii=False) for f in self.files]
        (self.folder / "truth.json").write_text(
            '{"dossiers": [\n%s\n],\n"files": [\n%s\n]}\n' % (",\n".join(lines), ",\n".join(files)), encoding="utf-8")


def jpeg(dpi, quality=70):
    return lambda image: containers.jpeg(image, dpi, quality)


def make(folder):
    """Writes all dossiers; gives the Writer with their truth."""
    w, shoot = Writer(folder), Shooter(SEED).page
    rng = np.random.default_rng(SEED)
    chairs = iter([person(rng) for _ in range(16)])  # a signer for each office
    for part in (birth, permit, land_use, allowance, marriage, trade, department, old_papers, gift, damaged):
        part(w, shoot, chairs)
    w.finish()
    return w


def birth(w, shoot, chairs):
    mother = someone("Hoàng Thúy Yến", True, (14, 3, 1996), "Nùng", 12, "Nà Lệnh")
    father = someone("Lộc Văn Khánh", False, (2, 8, 1993), "Nùng", 21, "Nà Lệnh")
    child = someone("Lộc Minh Thảo", True, (2, 10, 2025), "Nùng", 3, "Nà Lệnh")
    w.dossier("H37.77.30-251014-0012", "Đăng ký khai sinh", "xã Điềm He", child.name)
    paper = forms.birth_declaration(child, mother, father, "xã", "Điềm He")
    w.photo("01-to-khai-dang-ky-khai-sinh.jpg", paper, shoot(paper.sheets[0], "flatbed", 1.62), jpeg(300, 68))
    paper = forms.birth_notice(child, mother, father)
    w.photo("02-giay-chung-sinh.png", paper, shoot(paper.sheets[0], "grey", -0.35, dpi=150),
            lambda image: containers.png(containers.whitened(image, 16, 196), 150))
    paper = forms.birth_certificate(child, mother, father, next(chairs), "xã", "Điềm He")
    w.photo("03-giay-khai-sinh.jpg", paper, shoot(paper.sheets[0], "flatbed", -0.71), jpeg(300, 66))


def permit(w, shoot, chairs):
    man = someone("Nông Quang Cường", False, (25, 8, 1984), "Tày", 45, "Bản Chu")
    wife = someone("Vi Thị Phượng", True, (11, 1, 1987), "Tày", 46, "Bản Chu")
    w.dossier("H37.77.03-20251103-0000045", "Cấp giấy phép xây dựng nhà ở riêng lẻ", "phường Tam Thanh", man.name)
    paper = forms.building_application(man, wife)
    w.stack("01-don-de-nghi-cap-giay-phep.pdf", paper, [shoot(s, "feeder", k) for s, k in zip(paper.sheets, (0.84, -1.27))],
            lambda images: containers.scanned_pdf(images, 200, 68))
    paper = land.certificate_2009(man, wife, next(chairs))
    w.stack("02-giay-chung-nhan-quyen-su-dung-dat.tif", paper, [shoot(s, "flatbed", k, dpi=200) for s, k in zip(paper.sheets, (0.0, 0.52, -0.44, 0.0))],
            lambda images: containers.jpeg_tiff(images, 200, 62))
    paper = letters.building_permit(man, wife, next(chairs))
    w.stack("03-giay-phep-xay-dung-hai-mat.pdf", paper, [shoot(s, "flatbed", k) for s, k in zip(paper.sheets, (-0.58, 0.61))],
            lambda images: containers.scanned_pdf(images, 300, 64))


def land_use(w, shoot, chairs):
    man = someone("Triệu Văn Huỳnh", False, (4, 9, 1962), "Nùng", 77, "Pò Nghiều")
    w.dossier("000.17.37.H37-240521-0003", "Chuyển mục đích sử dụng đất", "huyện Cao Lộc", man.name)
    paper = forms.application(
        "ĐƠN XIN CHUYỂN MỤC ĐÍCH SỬ DỤNG ĐẤT", None, "Ủy ban nhân dân huyện Cao Lộc",
        [("1. Người xin phép sử dụng đất:", "Hộ ông " + man.name), ("2. Địa chỉ, điện thoại liên hệ:", "thôn Pò Nghiều, xã Gia Cát"),
         ("3. Thửa đất số:", "165, tờ bản đồ số 79"), ("4. Diện tích xin chuyển (m2):", "120,0"), ("5. Mục đích đang sử dụng:", "Đất trồng cây lâu năm (CLN)"),
         ("6. Mục đích xin chuyển:", "Đất ở tại nông thôn (ONT)"), ("7. Thời hạn sử dụng:", "Lâu dài")],
        ["8. Cam kết sử dụng đất đúng mục đích, chấp hành đúng các quy định của pháp luật về đất đai, nộp tiền sử dụng đất đầy đủ, đúng hạn.",
         "Các cam kết khác: không tranh chấp với các hộ liền kề; giữ nguyên lối đi chung rộng 2,0 m ở phía bắc thửa đất."],
        man, "Gia Cát, ngày 20 tháng 5 năm 2024", 165, "Mẫu số 01", "Đơn xin chuyển mục đích sử dụng đất", hand=False)
    w.photo("01-don-xin-chuyen-muc-dich.png", paper, shoot(paper.sheets[0], "copy", 2.35, speckle=0.9), lambda image: containers.png(image, 300))
    rng = np.random.default_rng(5)
    members = [person(rng, 1971, False), person(rng, 1989, False), person(rng, 1990, True), person(rng, 1966, False)]
    paper = letters.minutes_on_site(man, members, "09/BB-UBND")
    shots = [shoot(paper.sheets[0], "copy", -1.12, speckle=0.35), shoot(paper.sheets[1], "copy", 0.46, turns=2, speckle=0.35)]
    shots += [shoot(s, "copy", -0.03, speckle=0.35) for s in paper.sheets[2:]]
    w.stack("02-bien-ban-xac-minh-thuc-dia.tif", paper, shots, lambda images: containers.group4_tiff(images, 300))
    paper = letters.land_use_change(man, next(chairs))
    w.stack("03-quyet-dinh-cho-phep-chuyen-muc-dich.pdf", paper, [shoot(s, "aged", k, dpi=d) for s, k, d in zip(paper.sheets, (-1.9, 2.6), (300, 300))],
            lambda images: containers.scanned_pdf(images, 300, 60))


def allowance(w, shoot, chairs):
    man = someone("Chu Văn Bằng", False, (17, 5, 1971), "Tày", 88, "Phiêng Phúc")
    carer = someone("Nông Thị Lệ", True, (9, 9, 1974), "Tày", 89, "Phiêng Phúc")
    w.dossier("H37.77.09-251120-0007", "Thực hiện trợ cấp xã hội hằng tháng", "xã Thất Khê", man.name)
    paper = forms.application(
        "TỜ KHAI ĐỀ NGHỊ TRỢ GIÚP XÃ HỘI", "(Áp dụng đối với người khuyết tật)", "Ủy ban nhân dân xã Thất Khê",
        [("1. Họ, chữ đệm, tên:", man.name), ("2. Ngày, tháng, năm sinh:", man.birthday), ("3. Số định danh cá nhân:", man.number), ("4. Dân tộc:", man.people),
         ("5. Nơi thường trú:", "thôn Phiêng Phúc, xã Thất Khê, tỉnh Lạng Sơn"), ("6. Dạng tật:", "Vận động"), ("7. Mức độ khuyết tật:", "Đặc biệt nặng"),
         ("8. Người trực tiếp chăm sóc:", carer.name), ("9. Quan hệ với người khuyết tật:", "Vợ")],
        ["Tôi xin cam đoan những lời khai trên là đúng, nếu có điều gì khai không đúng tôi xin chịu trách nhiệm hoàn toàn."],
        man, "Thất Khê, ngày 20 tháng 11 năm 2025", 90, "Mẫu số 1d", "Tờ khai đề nghị trợ giúp xã hội")
    w.photo("01-to-khai-de-nghi-tro-giup-xa-hoi.jpg", paper, shoot(paper.sheets[0], "feeder", -0.9, turns=1), jpeg(200, 70))
    paper = forms.disability_card(man, next(chairs), "xã", "Đề Thám")
    w.photo("02-giay-xac-nhan-khuyet-tat.jpg", paper, shoot(paper.sheets[0], "flatbed", 1.1), jpeg(300, 72))
    paper = letters.social_allowance(man, carer, next(chairs), "xã", "Thất Khê")
    w.photo("03-quyet-dinh-tro-cap-xa-hoi.jpg", paper, shoot(paper.sheets[0], "flatbed", 3.4), jpeg(300, 68))


def marriage(w, shoot, chairs):
    woman = someone("Bế Ngọc Huyền", True, (30, 4, 1998), "Tày", 98, "Kéo Cặp")
    w.dossier("000.21.37.H37-230809-0041", "Cấp giấy xác nhận tình trạng hôn nhân", "xã Đề Thám, huyện Tràng Định", woman.name)
    paper = forms.application(
        "TỜ KHAI CẤP GIẤY XÁC NHẬN TÌNH TRẠNG HÔN NHÂN", None, "Ủy ban nhân dân xã Đề Thám",
        [("Họ, chữ đệm, tên người yêu cầu:", woman.name), ("Nơi cư trú:", "thôn Kéo Cặp, xã Đề Thám, huyện Tràng Định"), ("Giấy tờ tùy thân:", "CCCD số " + woman.number),
         ("Quan hệ với người được cấp:", "Bản thân"), ("Ngày, tháng, năm sinh:", woman.birthday), ("Dân tộc:", woman.people), ("Quốc tịch:", "Việt Nam"),
         ("Tình trạng hôn nhân:", "Chưa đăng ký kết hôn với ai"), ("Mục đích sử dụng:", "Làm thủ tục đăng ký kết hôn")],
        ["Tôi cam đoan những nội dung khai trên đây là đúng sự thật và chịu trách nhiệm trước pháp luật về cam đoan của mình."],
        woman, "Làm tại: Đề Thám, ngày 09 tháng 8 năm 2023", 99, kind="Tờ khai cấp giấy xác nhận tình trạng hôn nhân")
    w.photo("01-to-khai-cap-giay-xac-nhan.jpg", paper, shoot(paper.sheets[0], "grey", 0.55, turns=2), jpeg(200, 70))
    paper = letters.marital_status(woman, next(chairs))
    w.photo("02-giay-xac-nhan-tinh-trang-hon-nhan.jp2", paper, shoot(paper.sheets[0], "flatbed", -0.22, dpi=250), lambda image: containers.jpeg2000(image, 70),
            note="JPEG 2000 bears no resolution: 250 dpi")


def trade(w, shoot, chairs):
    woman = someone("Lương Thúy Hằng", True, (16, 2, 1985), "Nùng", 61, "Tân Lập")
    members = [woman, someone("Hứa Đức Thắng", False, (8, 7, 1983), "Nùng", 62, "Tân Lập"), someone("Hứa Minh Tuấn", False, (1, 6, 2006), "Nùng", 63, "Tân Lập")]
    w.dossier("H37.77.04-20251209-0000118", "Đăng ký thành lập hộ kinh doanh", "phường Kỳ Lừa", woman.name)
    paper = forms.trade_application(woman, members)

    w.stack("01-giay-de-nghi-dang-ky.tif", paper, [shoot(s, "flatbed", k, dpi=150) for s, k in zip(paper.sheets, (0.9, -0.6))],
            lambda images: containers.lzw_tiff([containers.whitened(i, 24) for i in images], 150))
    flow_minutes = household_minutes(woman, members)
    w.photo("02-bien-ban-hop-thanh-vien-ho.jpg", flow_minutes, shoot(flow_minutes.sheets[0], "low", -1.8), jpeg(150, 68))
    paper = forms.trade_certificate(woman, next(chairs))
    w.photo("03-giay-chung-nhan-ho-kinh-doanh.heic", paper, shoot(paper.sheets[0], "flatbed", 0.0, dpi=200), lambda image: containers.heic(image, 42),
            note="HEIC bears no resolution: 200 dpi")


def household_minutes(woman, members):
    from .flow import Flow
    flow = Flow(size=14, spacing=1.34)
    flow.motto()
    flow.title("BIÊN BẢN HỌP THÀNH VIÊN HỘ GIA ĐÌNH", "Về việc thành lập hộ kinh doanh", rule=False)
    names = "; ".join("%s %s, số định danh cá nhân %s" % (m.title, m.name, m.number) for m in members)
    for text in ("Hôm nay, ngày 07 tháng 12 năm 2025, tại số 12, khối 3, phường Kỳ Lừa, tỉnh Lạng Sơn, các thành viên hộ gia đình gồm: %s." % names,
                 "Sau khi bàn bạc, các thành viên thống nhất những nội dung sau:", "1. Thành lập hộ kinh doanh với tên gọi Vịt quay lá mác mật Thúy Hằng, ngành nghề dịch vụ ăn uống.",
                 "2. Vốn kinh doanh là 200.000.000 đồng, do các thành viên cùng đóng góp bằng tiền mặt trong tháng 12 năm 2025.",
                 "3. Ủy quyền cho bà %s làm chủ hộ kinh doanh, thay mặt các thành viên thực hiện thủ tục đăng ký, ký các giấy tờ và nộp thuế theo quy định." % woman.name,
                 "4. Lợi nhuận được chia theo tỷ lệ đóng góp sau khi trừ chi phí; mọi thay đổi phải được tất cả các thành viên đồng ý bằng văn bản.",
                 "Cuộc họp kết thúc vào hồi 16 giờ 30 phút cùng ngày. Biên bản được đọc lại cho các thành viên cùng nghe, nhất trí và ký tên."):
        flow.paragraph(text, after=2.5)
    flow.signed(["CHỦ HỘ"], woman.name, 17, note="(Ký, ghi rõ họ tên)")
    return letters.Paper(flow.sheets, "Biên bản", "Về việc thành lập hộ kinh doanh", None, "2025-12-07", None, woman.name, woman.name)


def department(w, shoot, chairs):
    w.dossier("H37.02-251201-0005", "Văn bản chỉ đạo về số hóa sổ hộ tịch", "Sở Tư pháp", None)
    paper = letters.official_letter(next(chairs))
    digital = [{"condition": "born_digital", "skew": 0.0, "quarter_turns_ccw": 0, "dpi": None} for _ in paper.sheets]
    w.put("01-cong-van-so-hoa-so-ho-tich.pdf", born_digital.pdf(paper.sheets, paper.subject), paper, paper.sheets, digital)
    paper = letters.notice(
        "phường", "Đông Kinh", "145/TB-UBND", (2, 12, 2025), "Về việc tiếp nhận sổ hộ tịch phục vụ số hóa và lịch làm việc ngoài giờ",
        ["Thực hiện Công văn số 2147/STP-HCTP ngày 01 tháng 12 năm 2025 của Sở Tư pháp, Ủy ban nhân dân phường Đông Kinh thông báo một số nội dung sau:",
         "1. Từ ngày 08 tháng 12 năm 2025 đến hết ngày 27 tháng 02 năm 2026, Trung tâm Phục vụ hành chính công phường bố trí 02 máy quét để số hóa 156 quyển sổ hộ tịch.",
         "2. Trong thời gian trên, việc cấp bản sao trích lục hộ tịch từ sổ gốc được hẹn trả trong 02 ngày làm việc; trường hợp cần gấp, đề nghị liên hệ trực tiếp bộ phận tư pháp - hộ tịch.",
         "3. Trung tâm làm việc thêm sáng thứ Bảy hằng tuần, từ 7 giờ 30 phút đến 11 giờ 30 phút, để nhận hồ sơ về hộ tịch, chứng thực và đất đai.",
         "4. Người dân phát hiện thông tin trong dữ liệu khác với giấy tờ đang giữ thì mang bản chính đến để được kiểm tra, cải chính; không thu phí đối với sai sót do nhập liệu.",
         "Ủy ban nhân dân phường Đông Kinh thông báo để các cơ quan, tổ chức và nhân dân trên địa bàn được biết./."],
        ["TL. CHỦ TỊCH", "GIÁM ĐỐC TRUNG TÂM"], next(chairs), ["- Các khối phố;", "- Trang TTĐT phường;", "- Lưu: VT, TTPVHCC."], 145)
    image, truth = shoot(paper.sheets[0], "phone", size=(1800, 2400), glare=0.3)
    truth["exif_orientation"] = 6
    sideways = scanner.turn(image, 1)  # the sensor lay on its side; orientation 6 says "turn clockwise to view"
    exif = containers.phone_exif(sideways.width, sideways.height, 6, "2025:12:02 16:41:07")
    data = containers.jpeg(sideways, 72, 68, exif)
    truth["quarter_turns_ccw"] = 0
    w.put("02-thong-bao-chup-dien-thoai.jpg", data, paper, paper.sheets[:1], [truth])


def old_papers(w, shoot, chairs):
    woman = someone("Phùng Thị Sợi", True, (6, 1, 1979), "Dao", 79, "Lũng Vài")
    w.dossier("000.00.00.H37-190315-0002", "Đăng ký lại khai sinh", "tỉnh Lạng Sơn", woman.name)
    paper = forms.typed(
        "GIAY KHAI SINH", "(Bản sao)", ["TINH LANG SON", "Huyen Binh Gia", "Xa Hong Phong"], "14", None,
        ["Họ và tên: Phùng Thị Sợi", "Nam, nữ: Nữ", "Sinh ngày: 06 tháng 01 năm 1979", "Nơi sinh: thôn Lũng Vài, xã Hồng Phong, huyện Bình Gia, tỉnh Lạng Sơn", "Dân tộc: Dao. Quốc tịch: Việt Nam",
         "Họ tên cha: Phùng Văn Kỳ, sinh năm 1950, dân tộc Dao, làm ruộng", "Họ tên mẹ: Triệu Thị Mỵ, sinh năm 1953, dân tộc Dao, làm ruộng", "Nơi thường trú của cha mẹ: thôn Lũng Vài, xã Hồng Phong",
         "Người đứng khai: Phùng Văn Kỳ. Đăng ký ngày 22 tháng 01 năm 1979", "Quyển số: 03. Sao y bản chính ngày 10 tháng 4 năm 1992"],
        ["T/M UBND XA HONG PHONG", "Uỷ viên thư ký"], "Bàn Văn Nghĩa", ("U.B.N.D XÃ HỒNG PHONG", "H. BÌNH GIA"), woman.name, (10, 4, 1992), "Giấy khai sinh")
    paper.issuer = "Ủy ban nhân dân xã Hồng Phong"
    w.photo("01-giay-khai-sinh-danh-may-1992.jpg", paper, shoot(paper.sheets[0], "flatbed", -2.2, dpi=250, wobble=True), jpeg(250, 62))
    paper = forms.typed(
        "GIAY XAC NHAN", "Về việc đăng ký khai sinh", ["UBND HUYEN BINH GIA", "PHONG TU PHAP"], "27/XN-TP", "Bình Gia, ngày 18 tháng 7 năm 1994",
        ["Phòng Tư pháp huyện Bình Gia xác nhận: chị Phùng Thị Sợi, sinh ngày 06 tháng 01 năm 1979, trú tại thôn Lũng Vài, xã Hồng Phong, đã được đăng ký khai sinh tại Ủy ban nhân dân xã Hồng Phong ngày 22 tháng 01 năm 1979.",
         "Sổ đăng ký khai sinh năm 1979 của xã Hồng Phong bị ẩm, mục nhiều trang do mưa lũ năm 1986; các trang từ số 09 đến số 31 không còn đọc được.",
         "Việc xác nhận căn cứ vào lời khai của hai người làm chứng là ông Bàn Văn Nghĩa và bà Lý Thị Nhàn, cùng bản sao giấy khai sinh do gia đình xuất trình.",
         "Giấy này cấp để làm thủ tục đăng ký lại khai sinh khi cần thiết."],
        ["TRUONG PHONG TU PHAP"], "Hoàng Đình Luận", ("PHÒNG TƯ PHÁP BÌNH GIA", "T. LẠNG SƠN"), woman.name, (18, 7, 1994), "Giấy xác nhận", sheet=Sheet)
    paper.issuer = "Phòng Tư pháp huyện Bình Gia"
    w.photo("02-giay-xac-nhan-ban-photo-1994.tif", paper, shoot(paper.sheets[0], "copy", 1.45, wobble=True, speckle=0.6, weight=0.25),
            lambda image: containers.group4_tiff([image], 300))
    paper = forms.application(
        "ĐƠN XIN ĐĂNG KÝ LẠI KHAI SINH", None, "Ủy ban nhân dân xã Hồng Phong",
        [("Họ, chữ đệm, tên:", woman.name), ("Ngày, tháng, năm sinh:", woman.birthday), ("Nơi sinh:", "thôn Lũng Vài, xã Hồng Phong, huyện Bình Gia"),
         ("Giấy tờ tùy thân:", "CCCD số " + woman.number), ("Lý do:", "Sổ gốc bị mất, bản chính bị hư hỏng")],
        ["Kính đề nghị Ủy ban nhân dân xã Hồng Phong xem xét, đăng ký lại khai sinh cho tôi theo quy định. Tôi cam đoan lời khai trên là đúng sự thật."],
        woman, "Hồng Phong, ngày 15 tháng 3 năm 2019", 1979, kind="Đơn xin đăng ký lại khai sinh")
    w.photo("03-don-xin-dang-ky-lai-khai-sinh.jpg", paper, shoot(paper.sheets[0], "feeder", 0.02, turns=3), jpeg(200, 70))


def gift(w, shoot, chairs):
    giver = someone("Hoàng Văn Trường", False, (12, 12, 1958), "Tày", 58, "Khuổi Slao")
    wife = someone("Đặng Thị Nhàn", True, (3, 5, 1960), "Tày", 60, "Khuổi Slao")
    son = someone("Hoàng Quốc Dũng", False, (19, 11, 1988), "Tày", 8, "Khuổi Slao")
    w.dossier("H37.77.52-251008-0020", "Đăng ký biến động đất đai do tặng cho quyền sử dụng đất", "xã Na Dương", son.name)
    paper = forms.gift_contract(giver, wife, son, next(chairs))
    sheets = paper.sheets + [blank(paper.sheets[0])]
    skews = (0.42, -0.31, 0.88, 0.0, -0.66, 0.35)
    shots = [shoot(s, "crisp" if s.lines else "copy", k if s.lines else 0.0, **({} if s.lines else {"speckle": 0.2, "edge": False})) for s, k in zip(sheets, skews)]
    w.stack("01-hop-dong-tang-cho-quyen-su-dung-dat.pdf", paper, shots, lambda images: containers.scanned_pdf(images, 300), sheets)
    paper = land.certificate_2025(son, next(chairs))
    w.photo("02-giay-chung-nhan-quyen-su-dung-dat-2025.jpg", paper, shoot(paper.sheets[0], "flatbed", 0.95), jpeg(300, 66))


def damaged(w, shoot, chairs):
    man = someone("Đỗ Hữu Phú", False, (21, 10, 1990), "Kinh", 90, "Đồng Ỏ")
    w.dossier("H37.77.41-251117-0009", "Cấp giấy chứng nhận đủ điều kiện an toàn thực phẩm", "xã Hữu Lũng", man.name)
    paper = letters.notice(
        "xã", "Hữu Lũng", "88/TB-UBND", (18, 11, 2025), "Về việc bổ sung hồ sơ đề nghị cấp giấy chứng nhận cơ sở đủ điều kiện an toàn thực phẩm",
        ["Ủy ban nhân dân xã Hữu Lũng nhận được hồ sơ số H37.77.41-251117-0009 của ông %s, chủ cơ sở chế biến khau nhục Đồng Ỏ." % man.name,
         "Qua kiểm tra, tệp đơn đề nghị gửi kèm bị lỗi, không mở được; bản thuyết minh về cơ sở vật chất chưa có chữ ký của chủ cơ sở.",
         "Đề nghị ông %s bổ sung đơn đề nghị và bản thuyết minh hoàn chỉnh trước ngày 25 tháng 11 năm 2025. Quá thời hạn trên, hồ sơ sẽ được trả lại theo quy định./." % man.name],
        ["TL. CHỦ TỊCH", "GIÁM ĐỐC TRUNG TÂM"], next(chairs), ["- Ông %s;" % man.name, "- Lưu: VT, TTPVHCC."], 88, man)
    w.photo("02-thong-bao-bo-sung-ho-so.jpg", paper, shoot(paper.sheets[0], "feeder", -3.1), jpeg(200, 70))
    image, _ = shoot(paper.sheets[0], "grey", 0.4, dpi=150)
    whole = containers.scanned_pdf([image], 150, 55)
    form = letters.Paper([], "Đơn đề nghị", None, None, None, None, man.name, None)
    w.put("01-don-de-nghi-bi-loi.pdf", whole[:len(whole) * 6 // 10], form, [], [], broken="truncated PDF: the last four tenths are missing")

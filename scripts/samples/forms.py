"""Papers that citizens fill in, and the certificates of civil status and trade that offices give back."""

from functools import partial
import re

from .flow import Flow
from .ink import guilloche, onion_skin
from .letters import Paper, iso, office
from .sheet import DEEP_RED, Sheet

DRUM = guilloche((250, 243, 226), (238, 222, 190))
FRAME = guilloche((252, 247, 236), (240, 226, 200), rosette=False)


def application(title, about, to, rows, plea, citizen, place_date, seed, form=None, kind=None, endorsed=None, size=13.5, hand=True):
    """A declaration or application: printed labels, values written by hand over dotted leaders."""
    flow = Flow(size=size, spacing=1.3, numbered=False)
    flow.motto(form)
    flow.title(title, about, rule=False)
    flow.paragraph("Kính gửi: " + to, "center", 0, after=3)
    for label, value in rows:
        flow.fill_in(label, value, hand=hand)
    flow.skip(2)
    for text in plea:
        flow.paragraph(text, after=1.8)
    flow.skip(2)
    if endorsed:
        flow.paragraph(endorsed, indent=0, style="i")
    flow.signed(["NGƯỜI LÀM ĐƠN" if "ĐƠN" in title else "NGƯỜI YÊU CẦU"], citizen.name, seed, place_date=place_date,
                note="(Ký, ghi rõ họ, chữ đệm, tên)", deep=24)
    day, month, year = map(int, re.search(r"ngày (\d+) tháng (\d+) năm (\d+)", place_date).groups())
    return Paper(flow.sheets, kind or title.capitalize(), about, None, iso(day, month, year), None, citizen.name, citizen.name)


def birth_declaration(child, mother, father, sort, place):
    lived = "thôn %s, %s %s, tỉnh Lạng Sơn" % (mother.hamlet, sort, place)
    return application(
        "TỜ KHAI ĐĂNG KÝ KHAI SINH", None, "Ủy ban nhân dân %s %s" % (sort, place),
        [("Họ, chữ đệm, tên người yêu cầu:", mother.name), ("Nơi cư trú:", lived), ("Giấy tờ tùy thân:", "Căn cước số " + mother.number),
         ("Quan hệ với người được khai sinh:", "Mẹ đẻ"), ("Đề nghị cơ quan đăng ký khai sinh cho:", ""), ("Họ, chữ đệm, tên:", child.name.upper()),
         ("Ngày, tháng, năm sinh:", child.birthday), ("ghi bằng chữ:", "Ngày hai, tháng mười, năm hai nghìn không trăm hai mươi lăm"),
         ("Nơi sinh:", "Trung tâm Y tế khu vực Văn Quan"), ("Giới tính:", "Nữ"), ("Dân tộc:", mother.people), ("Quốc tịch:", "Việt Nam"),
         ("Quê quán:", "xã %s, tỉnh Lạng Sơn" % place), ("Họ, chữ đệm, tên người mẹ:", mother.name), ("Năm sinh:", str(mother.born[2])),
         ("Họ, chữ đệm, tên người cha:", father.name), ("Năm sinh:", str(father.born[2])), ("Nơi cư trú:", lived)],
        ["Tôi cam đoan nội dung đề nghị đăng ký khai sinh trên đây là đúng sự thật, được sự thỏa thuận nhất trí của các bên liên quan theo quy định pháp luật. "
         "Tôi chịu hoàn toàn trách nhiệm trước pháp luật về nội dung cam đoan của mình."],
        mother, "Làm tại: %s, ngày 14 tháng 10 năm 2025" % place, 71, kind="Tờ khai đăng ký khai sinh")


def birth_notice(child, mother, father):
    """A notice of birth by a health centre, A5 across."""
    flow = Flow(size=11.5, spacing=1.3, left=18, right=14, top=12, bottom=10, make=partial(Sheet, 210, 148))
    flow.letterhead("SỞ Y TẾ LẠNG SƠN", "TRUNG TÂM Y TẾ\nKHU VỰC VĂN QUAN", "218   Quyển số: 02", "Văn Quan, ngày 03 tháng 10 năm 2025")
    flow.title("GIẤY CHỨNG SINH", rule=False, size=15)
    for label, value in (("Họ và tên mẹ/Người nuôi dưỡng:", mother.name), ("Năm sinh:", str(mother.born[2])),
                         ("Số định danh cá nhân:", mother.number), ("Họ và tên cha:", father.name),
                         ("Đã sinh con vào lúc:", "04 giờ 35 phút, ngày 02 tháng 10 năm 2025"), ("Giới tính của con:", "Nữ, cân nặng: 3.100 g"),
                         ("Dự định đặt tên con là:", child.name)):
        flow.fill_in(label, value, hand=False)
    flow.skip(1)
    flow.signed(["THỦ TRƯỞNG CƠ SỞ Y TẾ"], "Hứa Thị Thơm", 218, seal=("TRUNG TÂM Y TẾ VĂN QUAN", "LẠNG SƠN"), deep=19)
    return Paper(flow.sheets, "Giấy chứng sinh", None, "218", "2025-10-03", "Trung tâm Y tế khu vực Văn Quan", mother.name, "Hứa Thị Thơm")


def birth_certificate(child, mother, father, signer, sort, place):
    """A birth certificate on a patterned ground, with the emblem above."""
    issuer, head, seal = office(sort, place)
    flow = Flow(size=13, spacing=1.32, top=40, left=28, right=22, make=partial(Sheet, ground=DRUM))
    flow.sheet.emblem(105, 26, 22)
    flow.centred("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 13)
    flow.centred("Độc lập - Tự do - Hạnh phúc", 13.5, after=5)
    flow.centred("GIẤY KHAI SINH", 22, ink=DEEP_RED, after=1)
    flow.centred("Số: 96/2025", 13, "", after=4)
    home = "thôn %s, %s %s, tỉnh Lạng Sơn" % (mother.hamlet, sort, place)
    rows = [("Họ, chữ đệm, tên:", child.name.upper()), ("Ngày, tháng, năm sinh:", child.birthday),
            ("ghi bằng chữ:", "Ngày hai, tháng mười, năm hai nghìn không trăm hai mươi lăm"), ("Giới tính:", "Nữ"), ("Dân tộc:", mother.people),
            ("Quốc tịch:", "Việt Nam"), ("Nơi sinh:", "Trung tâm Y tế khu vực Văn Quan, tỉnh Lạng Sơn"), ("Quê quán:", "%s %s, tỉnh Lạng Sơn" % (sort, place)),
            ("Số định danh cá nhân:", child.number), ("Họ, chữ đệm, tên người mẹ:", mother.name),
            ("Năm sinh:", str(mother.born[2])), ("Nơi cư trú:", home), ("Họ, chữ đệm, tên người cha:", father.name), ("Năm sinh:", str(father.born[2])),
            ("Nơi cư trú:", home), ("Họ, chữ đệm, tên người đi khai sinh:", mother.name), ("Giấy tờ tùy thân:", "Căn cước số " + mother.number),
            ("Nơi đăng ký khai sinh:", issuer + ", tỉnh Lạng Sơn"), ("Ngày, tháng, năm đăng ký:", "14/10/2025")]
    for label, value in rows:
        flow.fill_in(label, value, hand=False)
    flow.skip(2)
    flow.signed(["NGƯỜI KÝ GIẤY KHAI SINH", "CHỦ TỊCH"], signer.name, 96, seal=seal, deep=26)
    return Paper(flow.sheets, "Giấy khai sinh", None, "96/2025", "2025-10-14", issuer, child.name, signer.name)


def building_application(citizen, wife):
    """An application for a building permit on two pages, typed."""
    flow = Flow(size=13.5, spacing=1.28)
    flow.motto("Mẫu số 01")
    flow.title("ĐƠN ĐỀ NGHỊ CẤP GIẤY PHÉP XÂY DỰNG", "(Sử dụng cho công trình: Nhà ở riêng lẻ)", rule=False)
    flow.paragraph("Kính gửi: Ủy ban nhân dân phường Tam Thanh", "center", 0, after=3)
    for text in (
        "*1. Thông tin về chủ đầu tư:*", "- Tên chủ đầu tư (tên chủ hộ): %s." % citizen.name, "- Người đại diện: %s, số định danh cá nhân: %s." % (citizen.name, citizen.number),
        "- Vợ: %s, số định danh cá nhân: %s." % (wife.name, wife.number), "- Địa chỉ liên hệ: khối 5, phường Tam Thanh, tỉnh Lạng Sơn.", "- Số điện thoại: 0912.000.345.",
        "*2. Thông tin công trình:* Địa điểm xây dựng: khối 5, đường Lê Hồng Phong. Lô đất số: 65, tờ bản đồ số 91, diện tích 119,9 m2. Tại: phường Tam Thanh, tỉnh Lạng Sơn.",
        "*3. Tổ chức, cá nhân lập thiết kế xây dựng:* Công ty TNHH Kiến trúc Mẫu Sơn Xanh, mã số chứng chỉ năng lực: LAS-00000123. Chủ trì thiết kế: Bế Quang Đạt, số chứng chỉ hành nghề: LAS-00000045.",
        "*4. Nội dung đề nghị cấp phép:*", "- Cấp công trình: cấp III.", "- Diện tích xây dựng tầng 1 (tầng trệt): 94,0 m2.", "- Tổng diện tích sàn: 282,0 m2 (ghi rõ diện tích sàn các tầng trên mặt đất: tầng 1: 94,0 m2; tầng 2: 94,0 m2; tầng 3: 94,0 m2).",
        "- Chiều cao công trình: 11,7 m (trong đó ghi rõ chiều cao tầng 1: 3,9 m; tầng 2: 3,6 m; tầng 3: 3,3 m; mái: 0,9 m).", "- Số tầng: 03 tầng.",
        "*5. Dự kiến thời gian hoàn thành công trình:* 08 tháng.",
        "*6. Cam kết:* Tôi xin cam đoan làm theo đúng giấy phép được cấp, nếu sai tôi xin hoàn toàn chịu trách nhiệm và bị xử lý theo quy định của pháp luật.",
        "Gửi kèm theo Đơn này các tài liệu:", "1. Bản sao Giấy chứng nhận quyền sử dụng đất số CĐ 000482;", "2. Hồ sơ bản vẽ thiết kế xây dựng: 02 bộ;",
        "3. Bản cam kết bảo đảm an toàn đối với công trình liền kề."):
        flow.paragraph(text, after=2, indent=0 if text[0] in "*-" else 8)
    flow.signed(["NGƯỜI LÀM ĐƠN/CHỦ ĐẦU TƯ"], citizen.name, 500, place_date="Tam Thanh, ngày 03 tháng 11 năm 2025", note="(Ký, ghi rõ họ tên)", deep=26)
    return Paper(flow.sheets, "Đơn đề nghị cấp giấy phép xây dựng", "Sử dụng cho công trình: Nhà ở riêng lẻ", None, "2025-11-03", None, citizen.name, citizen.name)


def disability_card(citizen, signer, sort, place):
    """A confirmation of disability: a coloured sheet of A6, across."""
    issuer, head, seal = office(sort, place)
    ground = guilloche((226, 240, 232), (196, 222, 208), rosette=False)
    flow = Flow(size=9.5, spacing=1.25, left=12, right=10, top=9, bottom=5, make=partial(Sheet, 148, 105, ground=ground))
    flow.letterhead_small("UBND %s" % sort.upper() + " " + place.upper(), "Số hiệu: 0412/2023")
    flow.centred("GIẤY XÁC NHẬN KHUYẾT TẬT", 14, ink=DEEP_RED, after=2)
    for label, value in (("Họ và tên:", citizen.name.upper()), ("Ngày, tháng, năm sinh:", citizen.birthday), ("Nơi thường trú:", "thôn %s, %s %s, tỉnh Lạng Sơn" % (citizen.hamlet, sort, place)),
                         ("Dạng khuyết tật:", "Vận động"), ("Mức độ khuyết tật:", "Đặc biệt nặng"), ("Nơi cấp:", issuer)):
        flow.fill_in(label, value, hand=False)
    flow.signed(["CHỦ TỊCH"], signer.name, 412, seal=seal, place_date="%s, ngày 20 tháng 3 năm 2023" % place, deep=19)
    return Paper(flow.sheets, "Giấy xác nhận khuyết tật", None, "0412/2023", "2023-03-20", issuer, citizen.name, signer.name)


def trade_application(citizen, members):
    """A request to register a household business: two pages, filled in by hand."""
    flow = Flow(size=13, spacing=1.28)
    flow.motto("Mẫu số 01", None)
    flow.title("GIẤY ĐỀ NGHỊ ĐĂNG KÝ HỘ KINH DOANH", rule=False)
    flow.paragraph("Kính gửi: Phòng Kinh tế, Hạ tầng và Đô thị phường Kỳ Lừa", "center", 0, after=3)
    for label, value in (("Tôi là (ghi họ tên bằng chữ in hoa):", citizen.name.upper()), ("Ngày sinh:", citizen.birthday), ("Giới tính:", "Nữ"), ("Dân tộc:", citizen.people), ("Số định danh cá nhân:", citizen.number),
                         ("Địa chỉ thường trú:", "số 12, khối 3, phường Kỳ Lừa, tỉnh Lạng Sơn"), ("Điện thoại:", "0912.000.678")):
        flow.fill_in(label, value)
    flow.paragraph("*Đăng ký hộ kinh doanh do tôi là chủ hộ với các nội dung sau:*", indent=0, after=1.5)
    for label, value in (("1. Tên hộ kinh doanh:", "Vịt quay lá mác mật Thúy Hằng"), ("2. Trụ sở của hộ kinh doanh:", "số 12, khối 3, phường Kỳ Lừa"),
                         ("3. Ngành, nghề kinh doanh:", "dịch vụ ăn uống, mã ngành 5610"), ("4. Vốn kinh doanh:", "200.000.000 đồng"), ("Bằng chữ:", "hai trăm triệu đồng"),
                         ("5. Số lượng lao động:", "04 người"), ("6. Ngày bắt đầu kinh doanh:", "15/12/2025")):
        flow.fill_in(label, value)
    flow.paragraph("*7. Chủ thể thành lập hộ kinh doanh:* các thành viên hộ gia đình.", indent=0)
    flow.skip(1)
    flow.table([12, 50, 28, 44, 28], [["STT", "Họ và tên", "Ngày sinh", "Số định danh cá nhân", "Chữ ký"]] +
               [[str(k), m.name, m.birthday, m.number, ""] for k, m in enumerate(members, 1)])
    for text in ("Tôi và các cá nhân tham gia thành lập hộ kinh doanh cam kết:",
                 "- Không đồng thời là chủ doanh nghiệp tư nhân, thành viên hợp danh công ty hợp danh, trừ trường hợp được sự nhất trí của các thành viên hợp danh còn lại;",
                 "- Trụ sở thuộc quyền sử dụng hợp pháp và được sử dụng đúng mục đích theo quy định của pháp luật;",
                 "- Hoàn toàn chịu trách nhiệm trước pháp luật về tính hợp pháp, chính xác và trung thực của nội dung đăng ký trên./."):
        flow.paragraph(text)
    flow.signed(["CHỦ HỘ KINH DOANH"], citizen.name, 618, place_date="Kỳ Lừa, ngày 09 tháng 12 năm 2025", note="(Ký và ghi họ tên)", deep=24)
    return Paper(flow.sheets, "Giấy đề nghị đăng ký hộ kinh doanh", None, None, "2025-12-09", None, citizen.name, citizen.name)


def trade_certificate(citizen, signer):
    """A certificate of a household business in a frame."""
    flow = Flow(size=13, spacing=1.34, left=26, right=21, top=30, make=partial(Sheet, ground=FRAME))
    for inset, thick in ((12, 1.1), (14.5, 0.35)):
        flow.sheet.outline([(inset, inset), (210 - inset, inset), (210 - inset, 297 - inset), (inset, 297 - inset)], thick, (150, 70, 40))
    flow.letterhead("UBND PHƯỜNG KỲ LỪA", "PHÒNG KINH TẾ,\nHẠ TẦNG VÀ ĐÔ THỊ", "14B8000123", "Kỳ Lừa, ngày 12 tháng 12 năm 2025")
    flow.skip(3)
    flow.centred("GIẤY CHỨNG NHẬN", 16, ink=DEEP_RED)
    flow.centred("ĐĂNG KÝ HỘ KINH DOANH", 16, ink=DEEP_RED, after=3)
    flow.centred("Đăng ký lần đầu, ngày 12 tháng 12 năm 2025", style="i", after=5)
    for text in ("*1. Tên hộ kinh doanh:* Vịt quay lá mác mật Thúy Hằng", "*2. Trụ sở:* số 12, khối 3, phường Kỳ Lừa, tỉnh Lạng Sơn", "Điện thoại: 0912.000.678",
                 "*3. Ngành, nghề kinh doanh:* Nhà hàng và các dịch vụ ăn uống phục vụ lưu động (mã ngành 5610); bán buôn thực phẩm (mã ngành 4632).",
                 "*4. Vốn kinh doanh:* 200.000.000 đồng (hai trăm triệu đồng)", "*5. Thông tin về chủ hộ kinh doanh:*", "Họ và tên: *%s*" % citizen.name.upper(),
                 "Giới tính: Nữ. Sinh ngày: %s. Dân tộc: %s. Quốc tịch: Việt Nam." % (citizen.birthday, citizen.people), "Loại giấy tờ pháp lý: Căn cước. Số: %s." % citizen.number,
                 "Nơi cấp: Bộ Công an. Địa chỉ thường trú: số 12, khối 3, phường Kỳ Lừa, tỉnh Lạng Sơn."):
        flow.paragraph(text, indent=0, after=2.4, align="left")
    flow.skip(3)
    flow.signed(["TRƯỞNG PHÒNG"], signer.name, 900, seal=("PHÒNG KT, HT VÀ ĐÔ THỊ", "P. KỲ LỪA"), deep=27)
    return Paper(flow.sheets, "Giấy chứng nhận đăng ký hộ kinh doanh", "Đăng ký lần đầu", "14B8000123", "2025-12-12", "Phòng Kinh tế, Hạ tầng và Đô thị phường Kỳ Lừa", citizen.name, signer.name)


def typed(title, about, agency, number, place_date, texts, posts, signer, seal, owner, date, kind, sheet=None, size=12):
    """A typewritten paper of about 1990: capitals bear no marks, the paper is thin and yellow."""
    flow = Flow("Cousine", size, 1.35, left=26, right=16, top=18, make=sheet or partial(Sheet, ground=onion_skin()), numbered=False)
    s = flow.sheet
    for k, text in enumerate(agency):
        s.text(flow.left + 28, 22 + 5.2 * k, text, size - 1, "Cousine", align="center")
    s.text(s.width - flow.right - 48, 22, "CONG HOA XA HOI CHU NGHIA VIET NAM", size - 1.8, "Cousine", align="center")
    s.text(s.width - flow.right - 48, 27.2, "Độc lập - Tự do - Hạnh phúc", size - 1, "Cousine", align="center")
    s.text(s.width - flow.right - 48, 31.5, "------------", size - 1, "Cousine", align="center", truth=False)
    s.text(flow.left + 28, 22 + 5.2 * len(agency) + 3, "Số: " + number, size - 1, "Cousine", align="center")
    if place_date:
        s.text(s.width - flow.right - 48, 37.5, place_date, size - 1, "Cousine", align="center")
    flow.y = 22 + 5.2 * len(agency) + 14
    flow.centred(title, size + 3, "")
    if about:
        flow.centred(about, style="")
    flow.skip(4)
    for text in texts:
        flow.paragraph(text, "left", after=1.5)
    flow.skip(2)
    flow.signed(posts, signer, 1992, seal=seal, deep=26)
    for step in range(len(s.steps)):
        if s.steps[step][0] == "text" and s.steps[step][4] == "Cousine":  # a typewriter has no bold
            s.steps[step] = s.steps[step][:5] + ("",) + s.steps[step][6:]
    return Paper(flow.sheets, kind, about, number, iso(*date), None, owner, signer)


def gift_contract(giver, wife, taker, notary):
    """A contract of gift of land with the official's attestation on its last page."""
    flow = Flow(size=13.5, spacing=1.36)
    flow.motto()
    flow.title("HỢP ĐỒNG TẶNG CHO QUYỀN SỬ DỤNG ĐẤT", rule=False)
    home = "cùng thường trú tại thôn %s, xã Na Dương, tỉnh Lạng Sơn" % giver.hamlet
    for text in (
        "Hôm nay, ngày 06 tháng 10 năm 2025, tại trụ sở Ủy ban nhân dân xã Na Dương, tỉnh Lạng Sơn, chúng tôi gồm có:",
        "*BÊN TẶNG CHO (sau đây gọi là Bên A):*", "Ông %s, sinh ngày %s, số định danh cá nhân %s;" % (giver.name, giver.birthday, giver.number),
        "Bà %s, sinh ngày %s, số định danh cá nhân %s;" % (wife.name, wife.birthday, wife.number), "Hai ông bà là vợ chồng, %s." % home,
        "*BÊN ĐƯỢC TẶNG CHO (sau đây gọi là Bên B):*", "Anh %s, sinh ngày %s, số định danh cá nhân %s, %s, là con đẻ của Bên A." % (taker.name, taker.birthday, taker.number, home.replace("cùng ", "")),
        "Hai bên thống nhất lập hợp đồng này với các điều khoản sau đây:", "*ĐIỀU 1. QUYỀN SỬ DỤNG ĐẤT TẶNG CHO*",
        "1. Quyền sử dụng đất của Bên A đối với thửa đất theo Giấy chứng nhận quyền sử dụng đất số BĐ 000917, số vào sổ cấp giấy chứng nhận CH 00233 do Ủy ban nhân dân huyện Lộc Bình, tỉnh Lạng Sơn cấp ngày 18 tháng 5 năm 2012, cụ thể như sau:",
        "- Thửa đất số: 347; tờ bản đồ số: 15;", "- Địa chỉ thửa đất: thôn %s, xã Na Dương, tỉnh Lạng Sơn;" % giver.hamlet,
        "- Diện tích: 775,9 m2 (bằng chữ: bảy trăm bảy mươi lăm phẩy chín mét vuông);", "- Hình thức sử dụng: sử dụng riêng 775,9 m2; sử dụng chung: không;",
        "- Mục đích sử dụng: đất ở tại nông thôn 300,0 m2; đất trồng cây lâu năm 475,9 m2;", "- Thời hạn sử dụng: đất ở lâu dài; đất trồng cây lâu năm đến ngày 15 tháng 10 năm 2043.",
        "2. Giá trị quyền sử dụng đất do hai bên thỏa thuận là 350.000.000 đồng (ba trăm năm mươi triệu đồng).", "*ĐIỀU 2. VIỆC GIAO VÀ ĐĂNG KÝ QUYỀN SỬ DỤNG ĐẤT*",
        "1. Bên A giao thửa đất nêu tại Điều 1 cùng bản chính giấy tờ về quyền sử dụng đất cho Bên B ngay sau khi hợp đồng được chứng thực.",
        "2. Bên B có nghĩa vụ đăng ký quyền sử dụng đất tại cơ quan có thẩm quyền theo quy định của pháp luật.", "*ĐIỀU 3. TRÁCH NHIỆM NỘP THUẾ, LỆ PHÍ*",
        "Lệ phí chứng thực hợp đồng do Bên A nộp. Thuế thu nhập cá nhân và lệ phí trước bạ được miễn theo quy định đối với tặng cho giữa cha mẹ và con đẻ.", "*ĐIỀU 4. PHƯƠNG THỨC GIẢI QUYẾT TRANH CHẤP*",
        "Trong quá trình thực hiện hợp đồng mà phát sinh tranh chấp, các bên cùng nhau thương lượng giải quyết; nếu không giải quyết được thì một trong hai bên có quyền khởi kiện để yêu cầu Tòa án có thẩm quyền giải quyết.",
        "*ĐIỀU 5. CAM ĐOAN CỦA CÁC BÊN*", "1. Bên A cam đoan: những thông tin về nhân thân, về thửa đất đã ghi trong hợp đồng là đúng sự thật; tại thời điểm giao kết, thửa đất không có tranh chấp, không bị kê biên để bảo đảm thi hành án; hợp đồng được giao kết hoàn toàn tự nguyện.",
        "2. Bên B cam đoan: đã xem xét kỹ, biết rõ về thửa đất và các giấy tờ về quyền sử dụng đất; tự nguyện nhận tặng cho và không cản trở việc sử dụng lối đi chung của các hộ liền kề.",
        "*ĐIỀU 6. ĐIỀU KHOẢN CHUNG*", "Hợp đồng có hiệu lực kể từ thời điểm được chứng thực, lập thành 03 bản có giá trị pháp lý như nhau. Hai bên đã tự đọc lại, hiểu và đồng ý với toàn bộ nội dung, ký tên và điểm chỉ dưới đây."):
        flow.paragraph(text, after=1.8)
    flow.signed(["BÊN ĐƯỢC TẶNG CHO"], taker.name, 811, note="(Ký, điểm chỉ và ghi rõ họ tên)", deep=24)
    flow.new_sheet()
    flow.title("LỜI CHỨNG CỦA NGƯỜI CÓ THẨM QUYỀN CHỨNG THỰC", rule=False)
    for text in (
        "Ngày 06 tháng 10 năm 2025 (ngày sáu, tháng mười, năm hai nghìn không trăm hai mươi lăm), tại Ủy ban nhân dân xã Na Dương, tỉnh Lạng Sơn.",
        "Tôi, %s, là Phó Chủ tịch Ủy ban nhân dân xã Na Dương, tỉnh Lạng Sơn, *CHỨNG THỰC:*" % notary.name,
        "- Hợp đồng tặng cho quyền sử dụng đất được giao kết giữa Bên A là ông %s, bà %s và Bên B là anh %s; các bên cam đoan chịu trách nhiệm trước pháp luật về nội dung của hợp đồng;" % (giver.name, wife.name, taker.name),
        "- Tại thời điểm chứng thực, các bên minh mẫn, nhận thức và làm chủ được hành vi của mình, đã cùng ký và điểm chỉ vào hợp đồng trước mặt tôi;",
        "- Hợp đồng này gồm 04 tờ, 04 trang, được lập thành 03 bản chính; giao cho Bên A 01 bản, Bên B 01 bản, lưu tại Ủy ban nhân dân xã 01 bản.",
        "Số chứng thực: 152, quyển số: 02/2025-SCT/HĐ,GD."):
        flow.paragraph(text, after=2.5)
    flow.signed(["NGƯỜI THỰC HIỆN CHỨNG THỰC", "PHÓ CHỦ TỊCH"], notary.name, 152, seal=("UBND XÃ NA DƯƠNG", "T. LẠNG SƠN"))
    return Paper(flow.sheets, "Hợp đồng tặng cho quyền sử dụng đất", None, "152", "2025-10-06", "Ủy ban nhân dân xã Na Dương", taker.name, notary.name)

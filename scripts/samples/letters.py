"""Papers that offices issue: decisions, permits, minutes, notices, official letters, confirmations."""

from dataclasses import dataclass, field

from .flow import Flow
from .people import long_date

LEADERS = (["TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"], ["KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"])


@dataclass
class Paper:
    """A paper's sheets and what is true of it; dates are ISO, unknown fields None."""

    sheets: list
    kind: str
    subject: str = None
    number: str = None
    date: str = None
    issuer: str = None
    owner: str = None
    signer: str = None
    fields: dict = field(default_factory=dict)


def iso(day, month, year):
    return "%d-%02d-%02d" % (year, month, day)


def office(sort, place):
    """The people's committee of a place: (its name in text, in capitals over two lines, on its seal)."""
    return ("Ủy ban nhân dân %s %s" % (sort, place), "ỦY BAN NHÂN DÂN\n%s %s" % (sort.upper(), place.upper()),
            ("UBND %s %s" % (sort.upper(), place.upper()), "T. LẠNG SƠN"))


def decision(sort, place, parent, number, date, subject, basis, articles, signer, owner, seed, deputy=False, size=13.5):
    """A decision of a people's committee with its grounds and articles."""
    issuer, head, seal = office(sort, place)
    flow = Flow(size=size)
    flow.letterhead(parent, head, number, "%s, %s" % (place, long_date(*date)))
    flow.title("QUYẾT ĐỊNH", subject)
    flow.centred("CHỦ TỊCH %s" % head.replace("\n", " "), after=2.5)
    for text in basis:
        flow.paragraph(text, style="i")
    flow.skip(1)
    flow.centred("QUYẾT ĐỊNH:", after=2.5)
    for k, text in enumerate(articles, 1):
        flow.paragraph("*Điều %d.* %s" % (k, text), after=2.2)
    flow.skip(2)
    flow.signed(LEADERS[1] if deputy else ["CHỦ TỊCH"], signer.name, seed,
                ["- Như Điều %d;" % len(articles), "- Chủ tịch, các PCT UBND %s;" % sort, "- Lưu: VT, VHXH."], seal)
    return Paper(flow.sheets, "Quyết định", subject, number, iso(*date), issuer, owner.name, signer.name)


def social_allowance(citizen, carer, signer, sort, place):
    """A decision that grants a monthly social allowance."""
    return decision(
        sort, place, "", "412/QĐ-UBND", (24, 11, 2025), "Về việc trợ cấp xã hội hằng tháng và hỗ trợ kinh phí chăm sóc",
        ["Căn cứ Luật Tổ chức chính quyền địa phương ngày 16 tháng 6 năm 2025;", "Căn cứ Luật Người khuyết tật ngày 17 tháng 6 năm 2010;",
         "Căn cứ Nghị định số 20/2021/NĐ-CP ngày 15 tháng 3 năm 2021 của Chính phủ quy định chính sách trợ giúp xã hội đối với đối tượng bảo trợ xã hội;",
         "Xét đề nghị của Trưởng phòng Văn hóa - Xã hội %s %s." % (sort, place)],
        ["Trợ cấp xã hội hằng tháng cho ông %s, sinh ngày %s, số định danh cá nhân %s, thường trú tại thôn %s, %s %s, tỉnh Lạng Sơn, "
         "là người khuyết tật đặc biệt nặng; mức trợ cấp 1.250.000 đồng/tháng, kể từ ngày 01 tháng 12 năm 2025."
         % (citizen.name, citizen.birthday, citizen.number, citizen.hamlet, sort, place),
         "Hỗ trợ kinh phí chăm sóc hằng tháng cho bà %s là người trực tiếp chăm sóc ông %s, mức hỗ trợ 500.000 đồng/tháng." % (carer.name, citizen.name),
         "Quyết định này có hiệu lực kể từ ngày ký và thay thế Quyết định số 88/QĐ-UBND ngày 14 tháng 3 năm 2023 của Ủy ban nhân dân huyện Tràng Định.",
         "Chánh Văn phòng Hội đồng nhân dân và Ủy ban nhân dân, Trưởng phòng Văn hóa - Xã hội và ông %s chịu trách nhiệm thi hành Quyết định này./." % citizen.name],
        signer, citizen, 411, deputy=True)


def land_use_change(citizen, signer):
    """A two-page decision of a former district on the purpose of land."""
    return decision(
        "huyện", "Cao Lộc", "", "1873/QĐ-UBND", (21, 6, 2024), "Về việc cho phép chuyển mục đích sử dụng đất",
        ["Căn cứ Luật Tổ chức chính quyền địa phương ngày 19 tháng 6 năm 2015; Luật sửa đổi, bổ sung một số điều của Luật Tổ chức Chính phủ và Luật Tổ chức chính quyền địa phương ngày 22 tháng 11 năm 2019;",
         "Căn cứ Luật Đất đai ngày 29 tháng 11 năm 2013;", "Căn cứ Nghị định số 43/2014/NĐ-CP ngày 15 tháng 5 năm 2014 của Chính phủ quy định chi tiết thi hành một số điều của Luật Đất đai;",
         "Căn cứ Kế hoạch sử dụng đất năm 2024 của huyện Cao Lộc đã được Ủy ban nhân dân tỉnh Lạng Sơn phê duyệt;",
         "Xét đề nghị của Phòng Tài nguyên và Môi trường tại Tờ trình số 214/TTr-TNMT ngày 18 tháng 6 năm 2024."],
        ["Cho phép hộ ông %s, số định danh cá nhân %s, thường trú tại thôn %s, xã Gia Cát, huyện Cao Lộc, tỉnh Lạng Sơn được chuyển mục đích sử dụng 120,0 m2 đất trồng cây lâu năm "
         "(CLN) sang đất ở tại nông thôn (ONT) thuộc thửa đất số 165, tờ bản đồ số 79, bản đồ địa chính xã Gia Cát." % (citizen.name, citizen.number, citizen.hamlet),
         "Vị trí, ranh giới khu đất được xác định theo mảnh trích đo địa chính số 42-2024 do Chi nhánh Văn phòng đăng ký đất đai huyện Cao Lộc lập ngày 03 tháng 6 năm 2024. "
         "Thời hạn sử dụng đất: lâu dài. Hình thức sử dụng: sử dụng riêng.",
         "Giao Phòng Tài nguyên và Môi trường thông báo cho người sử dụng đất nộp tiền sử dụng đất, phí và lệ phí theo quy định của pháp luật; chỉnh lý hồ sơ địa chính; "
         "xác định cụ thể mốc giới và giao đất trên thực địa sau khi người sử dụng đất hoàn thành nghĩa vụ tài chính.",
         "Chi cục Thuế khu vực Lạng Sơn - Cao Lộc xác định số tiền sử dụng đất phải nộp là 96.480.000 đồng (chín mươi sáu triệu bốn trăm tám mươi nghìn đồng), "
         "hướng dẫn hộ ông %s nộp vào Kho bạc Nhà nước trong thời hạn 30 ngày kể từ ngày nhận được thông báo." % citizen.name,
         "Ủy ban nhân dân xã Gia Cát có trách nhiệm kiểm tra việc sử dụng đất của hộ gia đình theo đúng mục đích, ranh giới được cho phép; kịp thời báo cáo các trường hợp vi phạm.",
         "Quyết định này có hiệu lực kể từ ngày ký. Chánh Văn phòng Hội đồng nhân dân và Ủy ban nhân dân huyện, Trưởng phòng Tài nguyên và Môi trường, Chủ tịch Ủy ban nhân dân xã Gia Cát "
         "và hộ ông %s chịu trách nhiệm thi hành Quyết định này./." % citizen.name],
        signer, citizen, 1873, deputy=True)


def minutes_on_site(citizen, members, number):
    """Minutes of an inspection on site: its table of corners, and an annex."""
    flow = Flow(size=13.5, spacing=1.3)
    flow.letterhead("UBND HUYỆN CAO LỘC", "ỦY BAN NHÂN DÂN\nXÃ GIA CÁT", number, "Gia Cát, ngày 05 tháng 6 năm 2024")
    flow.title("BIÊN BẢN", "Xác minh thực địa thửa đất xin chuyển mục đích sử dụng")
    flow.paragraph("Hôm nay, vào hồi 8 giờ 30 phút ngày 05 tháng 6 năm 2024, tại thôn %s, xã Gia Cát, huyện Cao Lộc, tỉnh Lạng Sơn, chúng tôi gồm:" % citizen.hamlet)
    flow.paragraph("*I. THÀNH PHẦN*", after=1)
    posts = ("Phó Chủ tịch Ủy ban nhân dân xã - Trưởng đoàn", "Công chức địa chính - xây dựng", "Viên chức Chi nhánh Văn phòng đăng ký đất đai",
             "Trưởng thôn %s" % citizen.hamlet)
    for k, (who, post) in enumerate(zip(members, posts), 1):
        flow.paragraph("%d. %s %s - %s." % (k, who.title.capitalize(), who.name, post), after=0.8)
    flow.paragraph("5. Ông %s - Chủ sử dụng đất, số định danh cá nhân %s." % (citizen.name, citizen.number))
    flow.paragraph("*II. NỘI DUNG XÁC MINH*", after=1)
    for text in (
        "1. Thửa đất số 165, tờ bản đồ số 79, bản đồ địa chính xã Gia Cát, diện tích 482,6 m2, loại đất trồng cây lâu năm, do hộ ông %s sử dụng ổn định từ năm 1996 đến nay, không có tranh chấp, khiếu nại." % citizen.name,
        "2. Vị trí xin chuyển mục đích nằm về phía đông nam của thửa đất, tiếp giáp đường bê tông liên thôn rộng 3,5 m; chiều dài mặt đường 12,0 m, chiều sâu 10,0 m, diện tích 120,0 m2.",
        "3. Hiện trạng trên đất có 18 cây hồng không hạt trồng năm 2009, một giếng khoan và tường rào gạch xây năm 2017; không có công trình kiên cố.",
        "4. Khu đất không nằm trong hành lang bảo vệ an toàn lưới điện, đê điều, giao thông; phù hợp với kế hoạch sử dụng đất năm 2024 của huyện đã được phê duyệt."):
        flow.paragraph(text)
    flow.paragraph("*III. TỌA ĐỘ CÁC ĐỈNH THỬA ĐẤT*", after=2)
    flow.table([28, 44, 44, 40], [["Số hiệu đỉnh", "X (m)", "Y (m)", "Cạnh (m)"], ["1", "2417528.46", "445210.18", "12.00"],
                                  ["2", "2417519.07", "445217.65", "10.00"], ["3", "2417512.85", "445209.82", "12.00"], ["4", "2417522.24", "445202.35", "10.00"]])
    flow.paragraph("*IV. KẾT LUẬN*", after=1)
    for text in (
        "Đoàn xác minh thống nhất: hồ sơ xin chuyển mục đích sử dụng đất của hộ ông %s đúng với hiện trạng, đủ điều kiện để trình Ủy ban nhân dân huyện Cao Lộc xem xét, quyết định." % citizen.name,
        "Hộ ông %s cam kết giữ nguyên lối đi chung, không lấn chiếm đất công và chịu trách nhiệm trước pháp luật về các nội dung đã kê khai." % citizen.name,
        "Các hộ liền kề gồm hộ bà %s và hộ ông %s đã được thông báo, không có ý kiến khác về mốc giới." % (members[2].name, members[3].name),
        "Biên bản được lập xong hồi 10 giờ 15 phút cùng ngày, đã đọc cho mọi người cùng nghe, công nhận là đúng và cùng ký tên; lập thành 03 bản có giá trị như nhau./."):
        flow.paragraph(text)
    flow.signed(["TRƯỞNG ĐOÀN"], members[0].name, 55, ["- Chủ sử dụng đất;", "- Phòng TN&MT huyện;", "- Lưu: VT, ĐC."], ("UBND XÃ GIA CÁT", "H. CAO LỘC"))
    flow.new_sheet()
    flow.title("PHỤ LỤC", "Bảng kê cây trồng, vật kiến trúc trên đất", rule=False)
    flow.paragraph("_(Kèm theo Biên bản số %s ngày 05 tháng 6 năm 2024 của Ủy ban nhân dân xã Gia Cát)_" % number, "center", 0, after=3)
    flow.table([12, 68, 24, 26, 32], [["TT", "Loại tài sản", "Đơn vị", "Số lượng", "Năm có"], ["1", "Cây hồng không hạt", "cây", "18", "2009"],
                                      ["2", "Cây hồi trên 10 năm tuổi", "cây", "06", "2011"], ["3", "Giếng khoan sâu 42 m", "cái", "01", "2015"],
                                      ["4", "Tường rào gạch cao 1,6 m", "m", "34,5", "2017"], ["5", "Bể nước xây 4 m3", "cái", "01", "2018"]])
    flow.paragraph("Người lập bảng kê: %s. Chủ sử dụng đất đã kiểm tra và xác nhận số liệu trên là đúng." % members[1].name)
    return Paper(flow.sheets, "Biên bản", "Xác minh thực địa thửa đất xin chuyển mục đích sử dụng", number, "2024-06-05",
                 "Ủy ban nhân dân xã Gia Cát", citizen.name, members[0].name)


def building_permit(citizen, wife, signer):
    """A building permit: the front, and the back with the room for changes and extensions."""
    issuer, head, seal = office("phường", "Tam Thanh")
    flow = Flow(size=13, spacing=1.25, numbered=False)
    flow.letterhead("", head, "38/GPXD", "Tam Thanh, ngày 21 tháng 11 năm 2025")
    flow.title("GIẤY PHÉP XÂY DỰNG", "(Sử dụng cho nhà ở riêng lẻ)")
    for text in (
        "*1. Cấp cho:* ông %s và vợ là bà %s." % (citizen.name, wife.name), "Địa chỉ: khối 5, phường Tam Thanh, tỉnh Lạng Sơn.",
        "*2. Được phép xây dựng công trình:* nhà ở riêng lẻ.",
        "- Theo thiết kế: hồ sơ bản vẽ có ký hiệu KT-01 đến KT-12, KC-01 đến KC-08.", "- Do: Công ty TNHH Kiến trúc Mẫu Sơn Xanh lập.",
        "- Gồm các nội dung sau:", "+ Vị trí xây dựng: thửa đất số 65, tờ bản đồ số 91, phường Tam Thanh.",
        "+ Cốt nền xây dựng công trình: cao hơn vỉa hè 0,30 m.", "+ Mật độ xây dựng: 78,4%, hệ số sử dụng đất: 2,35.",
        "+ Chỉ giới đường đỏ: cách tim đường 7,5 m; chỉ giới xây dựng: trùng chỉ giới đường đỏ.",
        "+ Diện tích xây dựng tầng 1: 94,0 m2; tổng diện tích sàn: 282,0 m2.", "+ Chiều cao công trình: 11,7 m; số tầng: 03.",
        "*3. Giấy tờ về quyền sử dụng đất:* Giấy chứng nhận số CĐ 000482, số vào sổ CS 01265 do Sở Tài nguyên và Môi trường tỉnh Lạng Sơn cấp ngày 09 tháng 8 năm 2018.",
        "*4.* Giấy phép này có hiệu lực khởi công xây dựng trong thời hạn 12 tháng kể từ ngày cấp; quá thời hạn trên phải đề nghị gia hạn giấy phép xây dựng."):
        flow.paragraph(text, after=1.2, indent=0 if text[0] in "*-+" else 6)
    flow.signed(LEADERS[1], signer.name, 38, ["- Như mục 1;", "- Phòng KTHT&ĐT;", "- Lưu: VT, HS."], seal)
    flow.new_sheet()
    flow.paragraph("*CHỦ ĐẦU TƯ PHẢI THỰC HIỆN CÁC NỘI DUNG SAU ĐÂY:*", indent=0, after=2)
    for k, text in enumerate((
        "Phải hoàn toàn chịu trách nhiệm trước pháp luật nếu xâm phạm các quyền hợp pháp của các chủ sở hữu liền kề.",
        "Phải thực hiện đúng các quy định của pháp luật về đất đai, về đầu tư xây dựng và Giấy phép xây dựng này.",
        "Phải thông báo cho cơ quan cấp phép xây dựng đến kiểm tra khi định vị công trình, xây móng và công trình ngầm.",
        "Xuất trình Giấy phép xây dựng cho cơ quan có thẩm quyền khi được yêu cầu theo quy định của pháp luật và treo biển báo tại địa điểm xây dựng.",
        "Khi điều chỉnh thiết kế làm thay đổi nội dung giấy phép xây dựng thì phải đề nghị điều chỉnh giấy phép và chờ quyết định của cơ quan cấp giấy phép."), 1):
        flow.paragraph("%d. %s" % (k, text), indent=0)
    flow.skip(10)
    flow.centred("ĐIỀU CHỈNH, GIA HẠN GIẤY PHÉP", after=3)
    flow.paragraph("1. Nội dung điều chỉnh, gia hạn:", indent=0)
    flow.paragraph("2. Thời gian có hiệu lực của giấy phép:", indent=0, after=8)
    flow.paragraph("Tam Thanh, ngày ... tháng ... năm ...", "right", 0, style="i")
    flow.paragraph("Thủ trưởng cơ quan cấp giấy phép xây dựng", "right", 0, style="b")
    return Paper(flow.sheets, "Giấy phép xây dựng", "Sử dụng cho nhà ở riêng lẻ", "38/GPXD", "2025-11-21", issuer, citizen.name, signer.name)


def marital_status(citizen, signer):
    """A confirmation of marital status by a former commune."""
    flow = Flow(size=14, spacing=1.32)
    flow.letterhead("UBND HUYỆN TRÀNG ĐỊNH", "ỦY BAN NHÂN DÂN\nXÃ ĐỀ THÁM", "61/UBND-XNTTHN", "Đề Thám, ngày 09 tháng 8 năm 2023")
    flow.title("GIẤY XÁC NHẬN TÌNH TRẠNG HÔN NHÂN")
    flow.paragraph("Xét đề nghị của: bà %s, về việc cấp Giấy xác nhận tình trạng hôn nhân," % citizen.name, indent=0, after=3)
    flow.centred("XÁC NHẬN:", after=3)
    for text in ("Họ, chữ đệm, tên: *%s*" % citizen.name.upper(), "Ngày, tháng, năm sinh: %s" % citizen.birthday,
                 "Giới tính: Nữ    Dân tộc: %s    Quốc tịch: Việt Nam" % citizen.people, "Giấy tờ tùy thân: Thẻ căn cước công dân số %s" % citizen.number,
                 "Nơi cư trú: thôn %s, xã Đề Thám, huyện Tràng Định, tỉnh Lạng Sơn" % citizen.hamlet,
                 "Trong thời gian cư trú tại xã Đề Thám, huyện Tràng Định, tỉnh Lạng Sơn từ ngày 12 tháng 5 năm 2016 đến ngày 09 tháng 8 năm 2023.",
                 "Tình trạng hôn nhân: Hiện tại chưa đăng ký kết hôn với ai.",
                 "Giấy này được sử dụng để: làm thủ tục đăng ký kết hôn với anh Triệu Đức Bằng, sinh năm 1995, nơi cư trú: xã Đội Cấn, huyện Tràng Định, tỉnh Lạng Sơn.",
                 "Giấy này có giá trị 06 tháng kể từ ngày cấp."):
        flow.paragraph(text, indent=0, after=2.4)
    flow.signed(["TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"], signer.name, 61, ["- Như trên;", "- Lưu: VT, TPHT."], ("UBND XÃ ĐỀ THÁM", "H. TRÀNG ĐỊNH"))
    return Paper(flow.sheets, "Giấy xác nhận tình trạng hôn nhân", None, "61/UBND-XNTTHN", "2023-08-09", "Ủy ban nhân dân xã Đề Thám", citizen.name, signer.name)


def official_letter(signer):
    """An official letter of a department, two pages with a table."""
    flow = Flow(size=14, spacing=1.25)
    flow.letterhead("UBND TỈNH LẠNG SƠN", "SỞ TƯ PHÁP", "2147/STP-HCTP", "Lạng Sơn, ngày 01 tháng 12 năm 2025",
                    "V/v số hóa sổ hộ tịch và bàn giao dữ liệu của các đơn vị cấp huyện trước đây")
    flow.paragraph("Kính gửi: Ủy ban nhân dân các xã, phường trên địa bàn tỉnh.", "center", 0, after=4)
    for text in (
        "Thực hiện kế hoạch của Ủy ban nhân dân tỉnh về việc đưa sổ hộ tịch giấy vào cơ sở dữ liệu điện tử, Sở Tư pháp đề nghị Ủy ban nhân dân các xã, phường triển khai một số nội dung sau:",
        "1. Rà soát toàn bộ sổ đăng ký khai sinh, kết hôn, khai tử, nhận cha, mẹ, con lập từ năm 1976 đến năm 2015 đang lưu giữ tại địa phương và sổ nhận bàn giao của Phòng Tư pháp cấp huyện trước ngày 01 tháng 7 năm 2025; thống kê số quyển, số trang, số sự kiện, tình trạng vật lý của từng quyển.",
        "2. Quét màu từng trang ở độ phân giải không thấp hơn 200 dpi, tỷ lệ 100%, không bỏ trang trắng có đánh số; với sổ khổ lớn dùng máy chụp phẳng, không tháo gáy, không ép làm rách giấy.",
        "3. Nhập các trường bắt buộc và đối chiếu hai lần: người nhập thứ nhất và người kiểm tra phải khác nhau; trường hợp chữ viết tay không đọc được thì ghi rõ lý do, không suy đoán.",
        "4. Số lượng sổ dự kiến của một số đơn vị được phân bổ như sau:"):
        flow.paragraph(text, after=2.2)
    flow.skip(1)
    flow.table([12, 56, 28, 30, 34], [["TT", "Đơn vị", "Số quyển", "Số trang", "Số sự kiện"], ["1", "Phường Tam Thanh", "214", "42.806", "171.220"],
                                      ["2", "Phường Kỳ Lừa", "187", "37.419", "149.675"], ["3", "Xã Thất Khê", "96", "19.212", "76.840"],
                                      ["4", "Xã Điềm He", "73", "14.580", "58.312"], ["5", "Xã Na Dương", "88", "17.634", "70.536"], ["", "Cộng", "658", "131.651", "526.583"]])
    for text in (
        "5. Sổ đã quét xong phải được niêm phong, giao nhận bằng biên bản giữa công chức tư pháp - hộ tịch và tổ số hóa; không mang sổ ra khỏi trụ sở khi chưa có ý kiến bằng văn bản của Chủ tịch Ủy ban nhân dân cấp xã.",
        "6. Đơn vị gửi tiến độ vào ngày 20 hằng tháng về Phòng Hành chính và Bổ trợ tư pháp, Sở Tư pháp (bà Nông Thị Duyên, điện thoại 0205.000.1122) để tổng hợp, báo cáo Ủy ban nhân dân tỉnh.",
        "Trong quá trình thực hiện nếu có khó khăn, vướng mắc, đề nghị Ủy ban nhân dân các xã, phường phản ánh về Sở Tư pháp để được hướng dẫn, giải quyết./."):
        flow.paragraph(text, after=2.2)
    flow.skip(2)
    flow.signed(["KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC"], signer.name, 2147,
                ["- Như trên;", "- UBND tỉnh (b/c);", "- Giám đốc Sở (b/c);", "- Lưu: VT, HCTP."], None)
    return Paper(flow.sheets, "Công văn", "V/v số hóa sổ hộ tịch và bàn giao dữ liệu của các đơn vị cấp huyện trước đây", "2147/STP-HCTP", "2025-12-01",
                 "Sở Tư pháp tỉnh Lạng Sơn", None, signer.name)


def notice(sort, place, number, date, subject, texts, posts, signer, recipients, seed, owner=None):
    """A notice of a people's committee or of its service centre."""
    issuer, head, seal = office(sort, place)
    flow = Flow(size=13.5, spacing=1.28)
    flow.letterhead("", head, number, "%s, %s" % (place, long_date(*date)))
    flow.title("THÔNG BÁO", subject)
    for text in texts:
        flow.paragraph(text, after=2.2)
    flow.skip(2)
    flow.signed(posts, signer.name, seed, recipients, seal)
    return Paper(flow.sheets, "Thông báo", subject, number, iso(*date), issuer, owner and owner.name, signer.name)

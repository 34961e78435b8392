"""Sentences of administrative Vietnamese from templates of our own.

`Speaker.say(theme)` fills a template of that theme with invented names, places,
numbers and dates. The templates quote no existing document.
"""

import re

from .people import COMMUNES, DEPARTMENTS, DISTRICTS, person, pick

# Slots whose value is one of a list.
CHOICES = {
    "field": "hộ tịch|chứng thực|đất đai|xây dựng|bảo trợ xã hội|người có công|việc làm|hộ kinh doanh|môi trường|lâm nghiệp|chăn nuôi và thú y|thủy lợi|giao thông đường bộ|giáo dục mầm non|khám bệnh, chữa bệnh|an toàn thực phẩm|thi đua, khen thưởng|tôn giáo, tín ngưỡng|phòng cháy, chữa cháy|lưu thông hàng hóa trong nước",
    "procedure": "đăng ký khai sinh|đăng ký kết hôn|đăng ký lại khai sinh|đăng ký khai tử|cấp giấy xác nhận tình trạng hôn nhân|cấp bản sao trích lục hộ tịch|chứng thực bản sao từ bản chính|cấp giấy phép xây dựng nhà ở riêng lẻ|chuyển mục đích sử dụng đất|đăng ký biến động đất đai|tách thửa, hợp thửa đất|hỗ trợ chi phí mai táng|trợ cấp xã hội hằng tháng|đăng ký thành lập hộ kinh doanh|cấp giấy chứng nhận đủ điều kiện an toàn thực phẩm|gia hạn giấy phép xây dựng|thay đổi, cải chính thông tin hộ tịch|xác nhận hộ nghèo, hộ cận nghèo",
    "task": "rà soát, chuẩn hóa danh mục hồ sơ lưu trữ|số hóa thành phần hồ sơ ngay tại bộ phận tiếp nhận|niêm yết công khai mức thu phí, lệ phí|kiểm tra việc chấp hành kỷ luật lao động|cập nhật biến động dân cư|chỉnh lý tài liệu tồn đọng|lập bản đồ hiện trạng sử dụng đất|khắc phục hậu quả mưa lũ|tu bổ đường giao thông nông thôn|tiêm phòng cho đàn gia súc, gia cầm|trồng rừng thay thế|hướng dẫn người dân nộp hồ sơ trực tuyến|bàn giao hồ sơ của đơn vị cấp huyện trước đây|đối chiếu sổ gốc với dữ liệu đã nhập|bồi dưỡng nghiệp vụ cho công chức cấp xã|vận động nhân dân hiến đất làm đường|kiểm kê tài sản công|phổ biến quy định mới về căn cước",
    "result": "bảo đảm đúng tiến độ|đạt chỉ tiêu được giao|cơ bản hoàn thành kế hoạch|vượt mức so với cùng kỳ|còn chậm so với yêu cầu|được nhân dân đồng tình ủng hộ|đáp ứng yêu cầu đề ra|có nhiều chuyển biến rõ rệt|chưa tương xứng với tiềm năng|được cấp trên đánh giá tốt",
    "cause": "địa bàn rộng, dân cư phân tán|thiết bị quét tài liệu còn thiếu|đường truyền ở một số thôn chưa ổn định|hồ sơ cũ bị ố, rách, mờ chữ|công chức phải kiêm nhiệm nhiều việc|người dân chưa quen sử dụng tài khoản định danh|thời tiết diễn biến thất thường|việc phối hợp giữa các cơ quan có lúc chưa chặt chẽ|kinh phí được cấp muộn|nhiều giấy tờ không còn bản chính",
    "measure": "tăng cường kiểm tra đột xuất|phân công rõ người, rõ việc, rõ thời gian|ứng dụng chữ ký số trong toàn bộ quy trình|tổ chức trực ngoài giờ hành chính|bố trí thêm máy quét và máy tính|công khai kết quả xử lý trên trang thông tin điện tử|lấy ý kiến bằng phiếu của người dân|đưa kết quả thực hiện vào đánh giá thi đua|thành lập tổ công tác lưu động|gửi tin nhắn nhắc hạn cho từng công chức",
    "landuse": "đất ở tại nông thôn|đất ở tại đô thị|đất trồng cây lâu năm|đất chuyên trồng lúa nước|đất rừng sản xuất|đất nuôi trồng thủy sản|đất trồng cây hằng năm khác|đất thương mại, dịch vụ",
    "paper": "bản chính giấy chứng nhận quyền sử dụng đất|trích lục khai sinh|biên bản họp gia đình|văn bản thỏa thuận phân chia di sản|sơ đồ vị trí thửa đất|bản vẽ thiết kế được duyệt|tờ khai có xác nhận của trưởng thôn|giấy ủy quyền có chứng thực|phiếu kết quả khám sức khỏe|giấy xác nhận thông tin về cư trú",
    "law": "Luật Tổ chức chính quyền địa phương|Luật Đất đai|Luật Hộ tịch|Luật Xây dựng|Luật Cư trú|Luật Căn cước|Luật Lưu trữ|Luật Người khuyết tật|Luật Khiếu nại|Luật Tiếp công dân|Luật Ngân sách nhà nước|Luật Ban hành văn bản quy phạm pháp luật",
    "subject": "quy định chi tiết thi hành một số điều của luật|hướng dẫn thực hiện cơ chế một cửa|ban hành quy chế làm việc|giao chỉ tiêu kế hoạch năm|phê duyệt danh mục dịch vụ công|quy định mức thu phí, lệ phí|kiện toàn ban chỉ đạo chuyển đổi số|phân cấp quản lý tài sản|về chính sách trợ giúp xã hội|về công tác văn thư",
    "symbol": "QĐ-UBND|KH-UBND|TB-UBND|BC-UBND|TTr-UBND|NQ-HĐND|CV-VP|TTr-VP|QĐ-STP|HD-SNV|GPXD|BB-UBND",
    "post": "Chủ tịch Ủy ban nhân dân xã|Phó Chủ tịch Ủy ban nhân dân xã|Giám đốc Trung tâm Phục vụ hành chính công|công chức tư pháp - hộ tịch|công chức địa chính - xây dựng|Trưởng phòng Kinh tế|Trưởng phòng Văn hóa - Xã hội|trưởng thôn|Bí thư chi bộ thôn|cán bộ lưu trữ",
    "organ": "Trung tâm Phục vụ hành chính công|Phòng Kinh tế, Hạ tầng và Đô thị|Phòng Văn hóa - Xã hội|Văn phòng Hội đồng nhân dân và Ủy ban nhân dân|Chi nhánh Văn phòng đăng ký đất đai|Công an xã|Trạm Y tế|Mặt trận Tổ quốc xã|Hội Cựu chiến binh|Hội Liên hiệp Phụ nữ|Đoàn Thanh niên|Hạt Kiểm lâm khu vực",
    "weather": "mưa đá kèm gió giật mạnh|lũ ống trên suối|rét đậm, rét hại kéo dài|sạt lở đất tại sườn đồi|khô hạn kéo dài",
    "quarter": "quý I|quý II|quý III|quý IV|nửa đầu|nửa cuối",
    "grade": "tốt|khá|trung bình|xuất sắc|đạt yêu cầu",
}
CHOICES = {name: text.split("|") for name, text in CHOICES.items()}

# Sentences by theme. {slots} are the lists above or the drawn values below.
THEMES = {
    "basis": """
Căn cứ {law} ngày {date};
Căn cứ Nghị định số {decree} ngày {date} của Chính phủ {subject};
Căn cứ Thông tư số {circular} ngày {date} {subject};
Căn cứ {doc} ngày {date} của Ủy ban nhân dân tỉnh Lạng Sơn {subject};
Căn cứ Nghị quyết số {n2}/NQ-HĐND ngày {date} của Hội đồng nhân dân {commune} {subject};
Căn cứ kết quả thẩm tra hồ sơ số {file} ngày {date} của {organ};
Xét đề nghị của {organ} tại Tờ trình số {n2}/TTr-{sym} ngày {date};
Theo đề nghị của {post} {commune} và ý kiến của {dept} tại văn bản số {n3}/{sym} ngày {date}.""",
    "finding": """
Đến ngày {date}, {commune} đã tiếp nhận {big} hồ sơ, trong đó có {n3} hồ sơ nộp trực tuyến, đạt tỷ lệ {pct}; trả kết quả đúng hạn {n3} hồ sơ, quá hạn {n2} hồ sơ.
Trong {quarter} năm {year}, công tác {task} {result}; tỷ lệ hoàn thành đạt {pct} kế hoạch, tăng {pct} so với năm {year}.
Qua kiểm tra thực tế tại {n1} thôn của {commune}, đoàn công tác ghi nhận việc {task} {result}, tuy nhiên vẫn còn {n2} trường hợp chưa thực hiện đúng quy định.
Lĩnh vực {field} có số lượng hồ sơ phát sinh nhiều nhất với {n3} hồ sơ; tiếp đến là lĩnh vực {field} với {n3} hồ sơ và lĩnh vực {field} với {n2} hồ sơ.
Số thu phí, lệ phí trong kỳ là {money}, bằng {pct} dự toán giao; chi cho {task} là {money}.
Thủ tục {procedure} được giải quyết trong thời gian trung bình {n1} ngày, rút ngắn {n1} ngày so với quy định; mức độ hài lòng của người dân đạt {pct}.
Nguyên nhân chủ yếu là do {cause}; bên cạnh đó, {cause} nên kết quả ở một số nơi {result}.
Ủy ban nhân dân {commune} đã ban hành {n2} văn bản chỉ đạo, tổ chức {n1} hội nghị với {n3} lượt người tham dự để quán triệt việc {task}.
Toàn bộ {n3} mét giá tài liệu của {district} trước đây đã được bàn giao, gồm {big} hồ sơ giấy và {n3} tập bản đồ; còn {n2} hộp tài liệu chưa chỉnh lý do {cause}.
{dept} đánh giá công tác {task} của {commune} xếp loại {grade}; kiến nghị bổ sung {n1} biên chế và {n2} bộ máy vi tính.
Đợt {weather} ngày {date} làm {n2} nhà dân bị tốc mái, {n1} điểm trường bị ảnh hưởng, {area} lúa và hoa màu bị thiệt hại; ước tính thiệt hại {money}.
Kết quả chấm điểm chỉ số phục vụ người dân, doanh nghiệp của {commune} trong {quarter} năm {year} là {dec} điểm, xếp thứ {n2} trong toàn tỉnh.
Hiện nay còn {n2} hồ sơ về {field} đang chờ ý kiến của {dept}, trong đó {n1} hồ sơ đã quá thời hạn lấy ý kiến {n1} ngày làm việc.
Việc {task} tại {commune} do {cause} nên đến hết {quarter} năm {year} mới đạt {pct}, thấp hơn mức bình quân chung của tỉnh là {pct}.""",
    "order": """
Giao {organ} chủ trì, phối hợp với {organ} và các đơn vị có liên quan {task}, báo cáo kết quả về Ủy ban nhân dân {commune} trước ngày {date}.
Yêu cầu {post} {commune} khẩn trương {task}; {measure}, không để xảy ra tình trạng hồ sơ quá hạn mà không có lý do chính đáng.
Các cơ quan, đơn vị chịu trách nhiệm {measure}; định kỳ vào ngày {day} hằng tháng gửi báo cáo bằng văn bản qua hệ thống quản lý văn bản và điều hành.
{dept} có trách nhiệm hướng dẫn {commune} {task}, bảo đảm thống nhất, đồng bộ và tiết kiệm; kinh phí thực hiện là {money} từ nguồn ngân sách nhà nước.
{organ} căn cứ chức năng, nhiệm vụ được giao {measure}, đồng thời {measure} nhằm nâng cao chất lượng phục vụ nhân dân.
Đề nghị {organ} {commune} tuyên truyền, vận động đoàn viên, hội viên tham gia {task} và giám sát việc giải quyết thủ tục {procedure}.
Trong quá trình thực hiện nếu có khó khăn, vướng mắc, các đơn vị phản ánh kịp thời về {organ} (qua bà {name}, số điện thoại {phone}) để được hướng dẫn, giải quyết.
Phấn đấu đến hết {quarter} năm {year}, có ít nhất {pct} hồ sơ thuộc lĩnh vực {field} được số hóa và {pct} kết quả được cấp bản điện tử có giá trị pháp lý.
Không yêu cầu người dân nộp lại {paper} nếu thông tin đã có trong cơ sở dữ liệu hoặc trong kho dữ liệu điện tử của tổ chức, cá nhân.
Thời gian thực hiện từ ngày {date} đến hết ngày {date}; địa điểm tại trụ sở Ủy ban nhân dân {commune} và nhà văn hóa thôn {hamlet}.""",
    "person": """
{mr} {name}, sinh ngày {birthday}, số định danh cá nhân {cccd}, thường trú tại thôn {hamlet}, {commune}, tỉnh Lạng Sơn.
Thửa đất số {n3}, tờ bản đồ số {n2}, diện tích {area}, mục đích sử dụng: {landuse}, tại thôn {hamlet}, {commune}; có tứ cận phía đông giáp đất của {mr} {name}, phía tây giáp đường liên thôn, phía nam giáp suối, phía bắc giáp đất của {mr} {name}.
Hộ {mr} {name} gồm {n1} nhân khẩu, thu nhập bình quân {money} một người một tháng, đang sinh sống ổn định tại thôn {hamlet} từ năm {year}.
Hồ sơ của {mr} {name} gồm có: {paper}; {paper}; {paper}; được tiếp nhận ngày {date} và hẹn trả kết quả ngày {date}.
{mr} {name} đề nghị được giải quyết thủ tục {procedure}; lý do: {paper} cấp năm {year} đã bị hư hỏng, không còn đọc rõ.
Phần diện tích {area} trong tổng số {area} thuộc thửa đất số {n3} được chuyển sang {landuse}; thời hạn sử dụng đến ngày {date}.
Mức trợ cấp hằng tháng là {money}, thời gian hưởng kể từ ngày {date}; người giám hộ là {mr} {name}, số định danh cá nhân {cccd}.
Nhà ở của {mr} {name} có diện tích xây dựng tầng 1 là {area}, tổng diện tích sàn {area}, chiều cao công trình {dec} m, số tầng {n1}, cốt nền cao hơn mặt đường {dec} m.""",
    "close": """
Quyết định này có hiệu lực kể từ ngày ký và thay thế {doc} ngày {date}.
Ủy ban nhân dân {commune} đề nghị {dept} xem xét, cho ý kiến để địa phương có cơ sở thực hiện theo quy định.
Giấy này được lập thành {n1} bản có giá trị như nhau, giao cho {mr} {name} 01 bản và lưu tại {organ} 01 bản.
Trên đây là kết quả thực hiện của {commune}, trân trọng báo cáo {dept} tổng hợp, trình cấp có thẩm quyền.
Các ông, bà: {name}, {name}, {name} và thủ trưởng các cơ quan, đơn vị có liên quan chịu trách nhiệm thi hành.""",
    "topic": """
Về việc {task}
Về việc giải quyết hồ sơ {procedure}
Về việc triển khai nhiệm vụ {quarter} năm {year} trong lĩnh vực {field}
Về việc công bố danh mục thủ tục {procedure}
Về việc {measure}""",
}
THEMES = {name: [line for line in text.split("\n") if line] for name, text in THEMES.items()}


class Speaker:
    """Says sentences from `rng`; dates and offices stay within the era of `year`."""

    def __init__(self, rng, year=2025):
        self.rng, self.year = rng, year

    def say(self, theme):
        """One sentence of `theme`, its first letter a capital."""
        text = re.sub(r"\{(\w+)\}", lambda m: self.slot(m.group(1)), pick(self.rng, THEMES[theme]))
        return text[0].upper() + text[1:]

    def number(self, low, high):
        return int(self.rng.integers(low, high))

    def date(self):
        day, month, year = self.number(1, 29), self.number(1, 13), self.year - self.number(0, 3)
        return pick(self.rng, ["%d/%d/%d" % (day, month, year), "%02d/%02d/%d" % (day, month, year),
                               "%02d tháng %d năm %d" % (day, month, year)])

    def slot(self, name):
        if name in CHOICES:
            return pick(self.rng, CHOICES[name])
        number, rng = self.number, self.rng
        values = {
            "n1": lambda: "%02d" % number(1, 10), "n2": lambda: str(number(10, 100)), "n3": lambda: str(number(100, 1000)),
            "big": lambda: "%d.%03d" % (number(1, 90), number(0, 1000)), "dec": lambda: "%d,%d" % (number(1, 90), number(1, 10)),
            "pct": lambda: "%d,%d%%" % (number(50, 100), number(1, 100)) if number(0, 2) else "%d%%" % number(5, 101),
            "money": lambda: "%d.%03d.000 đồng" % (number(1, 300), number(0, 1000)),
            "area": lambda: "%d,%d m2" % (number(40, 900), number(1, 10)),
            "year": lambda: str(self.year - number(0, 6)), "day": lambda: str(number(5, 29)), "date": self.date,
            "decree": lambda: "%d/%d/NĐ-CP" % (number(1, 180), self.year - number(1, 6)),
            "circular": lambda: "%02d/%d/TT-%s" % (number(1, 30), self.year - number(1, 6),
                                                   pick(rng, ["BTP", "BNV", "BTC", "BXD", "BCA", "BYT", "BCT"])),
            "doc": lambda: "%s số %d/%s" % (pick(rng, ["Quyết định", "Kế hoạch", "Công văn", "Thông báo"]), number(10, 4000),
                                            pick(rng, CHOICES["symbol"])),
            "sym": lambda: pick(rng, CHOICES["symbol"]).split("-")[-1],
            "file": lambda: "H37.%d.%d-%02d%02d%02d-%04d" % (number(1, 99), number(1, 80), self.year % 100, number(1, 13),
                                                             number(1, 29), number(1, 400)),
            "dept": lambda: pick(rng, DEPARTMENTS), "district": lambda: "huyện " + pick(rng, DISTRICTS),
            "commune": lambda: "%s %s" % pick(rng, COMMUNES), "phone": lambda: "0205.000.%04d" % number(0, 10000),
        }
        if name in values:
            return values[name]()
        who = person(rng)
        return {"mr": pick(rng, ["ông", "bà"]), "name": who.name, "birthday": who.birthday, "cccd": who.number,
                "hamlet": who.hamlet}[name]

"""Declarations and applications that citizens fill in by hand: printed labels, a pen's words over dots, and an open date."""

from . import forms
from .people import COMMUNES, person, pick
from .phrases import Speaker
from .sheet import width

PLEA = ("Tôi cam đoan những nội dung khai trên đây là đúng sự thật và chịu trách nhiệm trước pháp luật về lời khai của mình.",
        "Kính đề nghị Ủy ban nhân dân xem xét, giải quyết theo quy định. Tôi xin chịu trách nhiệm về những nội dung đã khai.")


def rows_of(kind, who, other, home, speaker):
    """Printed label and what the pen writes."""
    self_ = [("Họ, chữ đệm, tên:", who.name), ("Ngày, tháng, năm sinh:", who.birthday), ("Dân tộc:", who.people), ("Nơi cư trú:", home),
             ("Giấy tờ tùy thân:", "CCCD số " + who.number)]
    more = {
        "TỜ KHAI ĐĂNG KÝ KHAI SINH": [("Họ, chữ đệm, tên người được khai sinh:", other.name), ("Sinh ngày:", other.birthday), ("Giới tính:", "Nữ" if other.woman else "Nam"),
                                      ("Nơi sinh:", "Trung tâm Y tế khu vực " + home.split(" ")[-1]), ("Quan hệ với người được khai sinh:", "Mẹ đẻ" if who.woman else "Bố đẻ")],
        "TỜ KHAI CẤP GIẤY XÁC NHẬN TÌNH TRẠNG HÔN NHÂN": [("Tình trạng hôn nhân:", pick(speaker.rng, ("Chưa kết hôn", "Đã ly hôn", "Có vợ (chồng)"))),
                                                          ("Mục đích sử dụng:", pick(speaker.rng, ("Đăng ký kết hôn", "Vay vốn ngân hàng", "Chuyển nhượng đất")))],
        "ĐƠN XIN CHUYỂN MỤC ĐÍCH SỬ DỤNG ĐẤT": [("Thửa đất số:", "%s, tờ bản đồ số %s" % (speaker.slot("n3"), speaker.slot("n2"))), ("Diện tích xin chuyển:", speaker.slot("area")),
                                               ("Mục đích đang sử dụng:", speaker.slot("landuse")), ("Mục đích xin chuyển:", "đất ở tại nông thôn"), ("Thời hạn sử dụng:", "lâu dài")],
        "TỜ KHAI ĐỀ NGHỊ TRỢ GIÚP XÃ HỘI": [("Người trực tiếp chăm sóc:", other.name), ("Số định danh cá nhân người chăm sóc:", other.number),
                                           ("Quan hệ:", pick(speaker.rng, ("Vợ", "Chồng", "Con đẻ", "Em ruột"))), ("Hoàn cảnh gia đình:", pick(speaker.rng, ("hộ nghèo", "hộ cận nghèo", "khó khăn")))],
        "ĐƠN ĐỀ NGHỊ CẤP BẢN SAO TRÍCH LỤC HỘ TỊCH": [("Loại trích lục:", pick(speaker.rng, ("khai sinh", "kết hôn", "khai tử"))), ("Họ tên người có trích lục:", other.name),
                                                      ("Đã đăng ký ngày:", speaker.date()), ("Số lượng bản sao:", speaker.slot("n1") + " bản")],
    }
    return self_ + more[kind]


KINDS = ("TỜ KHAI ĐĂNG KÝ KHAI SINH", "TỜ KHAI CẤP GIẤY XÁC NHẬN TÌNH TRẠNG HÔN NHÂN", "ĐƠN XIN CHUYỂN MỤC ĐÍCH SỬ DỤNG ĐẤT", "TỜ KHAI ĐỀ NGHỊ TRỢ GIÚP XÃ HỘI",
         "ĐƠN ĐỀ NGHỊ CẤP BẢN SAO TRÍCH LỤC HỘ TỊCH")


def declaration(rng):
    """(sheets, fields, (place, day, month, year) of the date line); what a hand writes is in the sheets in the face "Hand"."""
    year, kind = int(rng.integers(2012, 2026)), pick(rng, KINDS)
    who, other, (sort, place) = person(rng), person(rng), pick(rng, COMMUNES)
    day, month = int(rng.integers(1, 29)), int(rng.integers(1, 13))
    home = "thôn %s, %s %s" % (who.hamlet, sort, place)
    date = "%02d" % day, "%02d" % month
    paper = forms.application(kind, None, "Ủy ban nhân dân %s %s" % (sort, place), rows_of(kind, who, other, home, Speaker(rng, year)), [pick(rng, PLEA)], who,
                              "%s, ngày %s tháng %s năm %d" % (place, *date, year), int(rng.integers(1 << 30)), "Mẫu số %02d" % int(rng.integers(1, 20)),
                              size=float(pick(rng, (12.5, 13, 13.5, 14))))
    fields = {"kind": kind, "place": place, "date": "%d-%02d-%02d" % (year, month, day), "citizen": who.name, "cccd": who.number, "dob": who.birthday, "signer": who.name}
    return paper.sheets, fields, (place, *date, year)


def lift_pen(sheet):
    """Takes the pen's words out of the sheet's ink, to be written anew: (x, baseline, width in mm, word, points) of each."""
    pen = [(s[1], s[2], width("Hand", "", s[6], s[3]), s[3], s[6]) for s in sheet.steps if s[0] == "text" and s[4] == "Hand"]
    sheet.steps = [s for s in sheet.steps if not (s[0] == "text" and s[4] == "Hand")]
    return pen

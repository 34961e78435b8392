"""Invented people, places and offices of Lạng Sơn, drawn from a seeded generator.

Nobody here exists: personal numbers have the right shape (province, century and
sex, year of birth) but their last six digits begin with 00, so that made papers
can be told from real ones at a glance.
"""

from dataclasses import dataclass

# Surnames of the province first (Tày, Nùng, Dao), then the common ones.
SURNAMES = "Nông Hoàng Lương Vi Hứa Triệu Đặng Lý Lộc Phùng Chu Bế Dương Nguyễn Trần Lê Vũ Đỗ Bùi Phạm".split()
MIDDLE_MEN = "Văn Đức Quang Xuân Minh Hữu Công Thanh Quốc Đình".split()
MIDDLE_WOMEN = "Thị Thúy Ngọc Thu Kim Bích Hồng Thanh".split()
GIVEN_MEN = "Hiếu Dũng Khánh Sỹ Điệp Cường Thắng Tuấn Hưởng Nghĩa Quyết Đạt Huỳnh Bằng Luận Phú Trường Vượng Kỳ Thủy".split()
GIVEN_WOMEN = "Yến Thảo Hằng Nguyệt Quyền Giang Phượng Mỵ Huyền Tuyết Nhàn Lưu Duyên Hiền Thơm Uyên Sợi Vững Bưởi Lệ".split()
PEOPLES = "Tày Nùng Kinh Dao Hoa Mông".split()
HAMLETS = ("Nà Pàn|Khòn Khuyên|Pò Nghiều|Bản Chu|Tân Lập|Phiêng Phúc|Nà Lệnh|Kéo Cặp|Bản Đẩy|Pác Cáp|"
           "Khuổi Slao|Nà Thà|Đồng Ỏ|Lũng Vài|Co Hón|Thâm Mè|Nà Khoang|Bó Luông|Hồng Tiến|Làng Quặng").split("|")
# The two-tier map in force since 1 July 2025 (kind, name).
COMMUNES = [("phường", n) for n in "Đông Kinh|Lương Văn Tri|Tam Thanh|Kỳ Lừa".split("|")] + [("xã", n) for n in (
    "Đoàn Kết|Quốc Khánh|Tân Tiến|Kháng Chiến|Thất Khê|Tràng Định|Quốc Việt|Hoa Thám|Quý Hòa|Hồng Phong|Thiện Hòa|"
    "Thiện Thuật|Thiện Long|Bình Gia|Tân Văn|Na Sầm|Thụy Hùng|Hội Hoan|Văn Lãng|Hoàng Văn Thụ|Đồng Đăng|Ba Sơn|Cao Lộc|"
    "Công Sơn|Văn Quan|Điềm He|Khánh Khê|Yên Phúc|Tri Lễ|Tân Đoàn|Bắc Sơn|Tân Tri|Hưng Vũ|Vũ Lễ|Vũ Lăng|Nhất Hòa|Hữu Lũng|"
    "Yên Bình|Hữu Liên|Vân Nham|Cai Kinh|Thiện Tân|Tuấn Sơn|Chi Lăng|Bằng Mạc|Nhân Lý|Vạn Linh|Quan Sơn|Na Dương|Lộc Bình|"
    "Mẫu Sơn|Khuất Xá|Thống Nhất|Lợi Bác|Xuân Dương|Đình Lập|Thái Bình|Kiên Mộc|Châu Sơn").split("|")]
# Districts issued papers until 30 June 2025.
DISTRICTS = "Tràng Định|Bình Gia|Văn Lãng|Cao Lộc|Văn Quan|Bắc Sơn|Hữu Lũng|Chi Lăng|Lộc Bình|Đình Lập".split("|")
DEPARTMENTS = ("Sở Tư pháp|Sở Nội vụ|Sở Tài chính|Sở Xây dựng|Sở Nông nghiệp và Môi trường|Sở Công Thương|"
               "Sở Khoa học và Công nghệ|Sở Giáo dục và Đào tạo|Sở Y tế|Sở Văn hóa, Thể thao và Du lịch|Thanh tra tỉnh|"
               "Văn phòng Ủy ban nhân dân tỉnh").split("|")


@dataclass(frozen=True)
class Person:
    """An invented person; `born` is (day, month, year), `number` 12 digits (or 9 on papers before 2016)."""

    name: str
    woman: bool
    born: tuple
    people: str
    number: str
    hamlet: str

    @property
    def title(self):
        return "bà" if self.woman else "ông"

    @property
    def birthday(self):
        return "%02d/%02d/%d" % self.born


def pick(rng, items):
    """One of `items`, each equally likely."""
    return items[int(rng.integers(len(items)))]


def personal_number(woman, year, serial, province="020"):
    """A personal number of valid shape: province, century and sex, year, 00 + four digits."""
    century = (0 if year < 2000 else 2) + (1 if woman else 0)
    return "%s%d%02d00%04d" % (province, century, year % 100, serial % 10000)


def person(rng, year=None, woman=None):
    """An invented person born in `year` (or between 1950 and 2003)."""
    woman = bool(rng.random() < 0.5) if woman is None else woman
    year = int(rng.integers(1950, 2004)) if year is None else year
    middle, given = (MIDDLE_WOMEN, GIVEN_WOMEN) if woman else (MIDDLE_MEN, GIVEN_MEN)
    name = " ".join((pick(rng, SURNAMES), pick(rng, middle), pick(rng, given)))
    born = (int(rng.integers(1, 29)), int(rng.integers(1, 13)), year)
    return Person(name, woman, born, pick(rng, PEOPLES), personal_number(woman, year, int(rng.integers(10000))),
                  pick(rng, HAMLETS))


def long_date(day, month, year):
    """The date as the letterhead prints it: day below 10 and months 1 and 2 take a leading zero, others not."""
    return "ngày %02d tháng %s năm %d" % (day, "%02d" % month if month < 3 else month, year)

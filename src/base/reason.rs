//! Why something could not be taken, read or shown: a closed list of codes, each
//! with a sentence for the clerk that says what is wrong and what to do.
//!
//! The codes are stored and sent out, so they never change their meaning. The
//! sentences are screen text: they live here, beside the codes, because the
//! command line, the screens and the manifests all speak them.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

macro_rules! reasons {
    ($($(#[$doc:meta])* $name:ident = $code:literal, $vi:literal, $en:literal;)*) => {
        /// A named reason.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
        pub enum Reason {
            $($(#[$doc])* #[serde(rename = $code)] $name,)*
        }

        impl Reason {
            /// Every reason, for lists and tests.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// The stored code.
            pub fn code(self) -> &'static str {
                match self { $(Self::$name => $code,)* }
            }

            /// What the clerk reads: what is wrong, and what to do.
            pub fn vietnamese(self) -> &'static str {
                match self { $(Self::$name => $vi,)* }
            }

            /// The same in English.
            pub fn english(self) -> &'static str {
                match self { $(Self::$name => $en,)* }
            }
        }
    };
}

reasons! {
    /// A file without a byte.
    Empty = "empty",
        "Tệp rỗng, không có nội dung. Hãy quét lại hoặc chép lại tệp.",
        "The file is empty. Scan or copy it again.";
    /// The bytes end before the page does.
    Truncated = "truncated",
        "Tệp bị cụt, thiếu phần cuối. Hãy chép lại tệp từ máy quét.",
        "The file is cut short. Copy it again from the scanner.";
    /// A known kind of file with a broken inside.
    Damaged = "damaged",
        "Tệp bị hỏng, không mở được. Hãy quét lại hoặc xin tệp khác.",
        "The file is damaged and cannot be opened. Scan it again or ask for another.";
    /// Not a page at all.
    WrongKind = "wrong_kind",
        "Không phải ảnh hoặc PDF. Sohoa nhận PDF, TIFF, JPEG, PNG, JPEG 2000 và HEIC.",
        "Neither image nor PDF. Sohoa takes PDF, TIFF, JPEG, PNG, JPEG 2000 and HEIC.";
    /// A PDF that wants a password.
    Encrypted = "encrypted",
        "PDF có mật khẩu. Hãy gỡ mật khẩu rồi nộp lại.",
        "The PDF asks for a password. Remove it and hand the file in again.";
    /// More pixels than a page can have.
    TooLarge = "too_large",
        "Ảnh quá lớn so với một trang giấy. Hãy quét lại ở 300 dpi.",
        "The image is larger than a page can be. Scan it again at 300 dpi.";
    /// Unpacks to far more than it should.
    Bomb = "bomb",
        "Tệp nén bất thường, khi mở ra lớn quá mức cho phép. Hãy quét lại từ bản giấy.",
        "The file unpacks to far more than is allowed. Scan the paper again.";
    /// A file without a page.
    NoPages = "no_pages",
        "Tệp không có trang nào. Hãy kiểm tra lại tệp.",
        "The file holds no page. Check the file.";
    /// More pages than one paper may have.
    TooManyPages = "too_many_pages",
        "Tệp có quá nhiều trang cho một giấy tờ. Hãy chia nhỏ rồi nộp lại.",
        "The file has too many pages for one paper. Split it and hand it in again.";
    /// A way of packing that no decoder here knows.
    Unsupported = "unsupported",
        "Kiểu nén này chưa được hỗ trợ. Hãy lưu lại thành PDF hoặc JPEG.",
        "This way of packing is not supported. Save the file as PDF or JPEG.";
    /// Reading took longer than the page's deadline.
    Deadline = "deadline",
        "Đọc trang quá lâu nên đã dừng. Trang được giữ ở dạng ảnh; có thể thử đọc lại.",
        "Reading the page took too long and was stopped. The page is kept as an image; it can be read again.";
    /// The reader needed more memory than a page may have.
    Memory = "memory",
        "Trang cần quá nhiều bộ nhớ. Trang được giữ ở dạng ảnh; hãy quét lại ở 300 dpi.",
        "The page needs too much memory. It is kept as an image; scan it again at 300 dpi.";
    /// The reader died on this page, twice.
    Crashed = "crashed",
        "Bộ đọc dừng đột ngột ở trang này. Trang được giữ ở dạng ảnh; có thể thử đọc lại.",
        "The reader stopped on this page. It is kept as an image; it can be read again.";
    /// The source was gone or not allowed when its turn came.
    Unreadable = "unreadable",
        "Không đọc được tệp nguồn. Hãy kiểm tra quyền truy cập và ổ mạng.",
        "The source file cannot be read. Check its permissions and the network drive.";
    /// The whole page is out of focus.
    Blurred = "blurred",
        "Quét lại: trang bị mờ.",
        "Scan again: the page is blurred.";
    /// Letters are too small in pixels.
    LowResolution = "low_resolution",
        "Quét lại: độ phân giải dưới 150 dpi, chữ quá nhỏ để đọc chắc chắn.",
        "Scan again: below 150 dpi, letters are too small to read safely.";
    /// Ink and ground are too close.
    LowContrast = "low_contrast",
        "Quét lại: chữ quá nhạt so với nền.",
        "Scan again: the ink is too faint.";
    /// Ink runs over an edge of the picture; kept by older versions, which did not
    /// say over which.
    CutEdge = "cut_edge",
        "Quét lại: mép trang bị cắt mất chữ.",
        "Scan again: text runs over the edge.";
    /// Ink runs over the left edge, as seen upright.
    CutLeft = "cut_left",
        "Quét lại: mép trái bị cắt mất chữ.",
        "Scan again: text runs over the left edge.";
    /// Ink runs over the upper edge.
    CutTop = "cut_top",
        "Quét lại: mép trên bị cắt mất chữ.",
        "Scan again: text runs over the upper edge.";
    /// Ink runs over the right edge.
    CutRight = "cut_right",
        "Quét lại: mép phải bị cắt mất chữ.",
        "Scan again: text runs over the right edge.";
    /// Ink runs over the lower edge.
    CutBottom = "cut_bottom",
        "Quét lại: mép dưới bị cắt mất chữ.",
        "Scan again: text runs over the lower edge.";
    /// A scan that states fewer than the 200 dpi that TT 01/2023 asks for.
    BelowStandard = "below_standard",
        "Quét lại ở 200 dpi trở lên: ảnh dưới mức Thông tư 01/2023 yêu cầu.",
        "Scan again at 200 dpi or more: below what Circular 01/2023 asks for.";
    /// Speckles everywhere.
    Speckled = "speckled",
        "Quét lại nếu có bản tốt hơn: trang nhiều đốm bẩn.",
        "Scan a better copy if there is one: the page is speckled.";
    /// Glare hides letters of a photographed page.
    Glare = "glare",
        "Chụp lại, hoặc chụp thêm một ảnh nghiêng máy: trang bị lóa, che mất chữ.",
        "Take the photo again, or one more from another side: glare hides some of the text.";
    /// Too few or too many pictures to be joined.
    PictureCount = "picture_count",
        "Cần từ 2 đến 12 phần của một tờ, hoặc từ 2 đến 8 ảnh của một trang. Hãy chọn lại tệp.",
        "Choose 2 to 12 parts of one sheet, or 2 to 8 photos of one page.";
    /// Photos that do not show the same page.
    OtherPage = "other_page",
        "Hai ảnh không phải cùng một trang, hoặc không đủ chỗ giống nhau. Hãy chụp lại cả hai ảnh, mỗi ảnh thấy trọn trang.",
        "The two photos do not show the same page, or too little of it. Take both again, each with the whole page.";
    /// Parts of a sheet in different or unknown resolutions.
    PartResolution = "part_resolution",
        "Các phần phải quét cùng một độ phân giải và tệp phải ghi độ phân giải đó. Hãy quét lại phần này ở cùng dpi.",
        "All parts must be scanned at one resolution, which their files must state. Scan this part again at the same dpi.";
    /// A part shows nothing that another part shows.
    PartFitsNowhere = "part_fits_nowhere",
        "Phần này không khớp với phần nào khác. Hãy xem có đúng là cùng một tờ, rồi quét lại sao cho hai phần kề nhau chồng nhau ít nhất 3 cm.",
        "This part fits no other. Check that it is of the same sheet, and scan it again so that neighbours overlap by at least 3 cm.";
    /// Parts overlap by too little.
    LittleOverlap = "little_overlap",
        "Các phần không đủ mép chồng nhau (cần ít nhất 3 cm). Hãy quét lại phần này, dịch tờ giấy ít hơn.",
        "The parts overlap by too little (3 cm are needed). Scan this part again and move the sheet by less.";
    /// Parts that overlap do not lie on each other.
    PartAskew = "part_askew",
        "Phần này lệch so với các phần kề bên: giấy bị nhăn, xê dịch khi quét, hoặc là phần của tờ khác. Hãy vuốt phẳng và quét lại phần này.",
        "This part does not lie on its neighbours: creased, moved while scanned, or of another sheet. Flatten it and scan it again.";
    /// Work waits until there is room again.
    DiskFull = "disk_full",
        "Ổ đĩa đã đầy. Công việc đang chờ; hãy giải phóng chỗ trống, Sohoa sẽ tự làm tiếp.",
        "The disk is full. Work waits; make room and Sohoa goes on by itself.";
    /// The reader was unsure of most words.
    Doubtful = "doubtful",
        "Xem lại: bộ đọc không chắc chắn ở nhiều chữ.",
        "Look again: the reader is unsure of many words.";
}

/// A code that names no reason.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} names no reason")]
pub struct UnknownReason(String);

impl FromStr for Reason {
    type Err = UnknownReason;
    fn from_str(code: &str) -> Result<Self, UnknownReason> {
        Self::ALL
            .iter()
            .copied()
            .find(|r| r.code() == code)
            .ok_or_else(|| UnknownReason(code.to_owned()))
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_is_its_own_and_finds_its_reason() {
        for reason in Reason::ALL {
            assert_eq!(reason.code().parse(), Ok(*reason));
        }
    }
}

//! The words of the field, English beside Vietnamese. Code uses the English
//! term, screens the Vietnamese one; a new term is entered here first.

/// English term, Vietnamese term, what it means here.
pub const TERMS: &[(&str, &str, &str)] = &[
    (
        "dossier",
        "hồ sơ",
        "all papers of one filing under one code (mã hồ sơ)",
    ),
    (
        "paper",
        "giấy tờ",
        "one document of a dossier: a component or a result",
    ),
    (
        "component",
        "thành phần hồ sơ",
        "a paper that the procedure asks the citizen for",
    ),
    (
        "result",
        "kết quả giải quyết TTHC",
        "the paper by which the body decides a dossier",
    ),
    (
        "unit",
        "đơn vị",
        "the administrative body that receives, decides or keeps",
    ),
    (
        "procedure",
        "thủ tục hành chính",
        "what is applied for, by its national code",
    ),
    (
        "owner",
        "chủ giấy tờ",
        "the citizen, organisation or household that a paper is about",
    ),
    (
        "original",
        "tệp gốc",
        "the file as it came in, byte for byte",
    ),
    (
        "access copy",
        "bản sử dụng",
        "the PDF/A made for people: image and searchable text",
    ),
    (
        "hand-in",
        "lần nộp",
        "one time that a paper's files came in, for a unit and a dossier",
    ),
    ("batch", "lô", "files that were handed in together"),
    (
        "manifest",
        "bản kê",
        "the record from which a paper's catalogue entry can be made again",
    ),
    (
        "fixity",
        "tính toàn vẹn",
        "that kept bytes still have the hash under which they were kept",
    ),
    (
        "quarantine",
        "khu chờ xử lý",
        "files that could not be taken, each with its reason",
    ),
    (
        "digitise",
        "số hóa",
        "to make of paper a searchable file with its fields",
    ),
    (
        "reuse",
        "sử dụng lại",
        "to take a held paper instead of asking for it again",
    ),
    (
        "rescan",
        "quét lại",
        "to scan a page again because it cannot be read",
    ),
    (
        "filled in by hand",
        "điền tay",
        "what a pen wrote where a printed line leaves room; named, never guessed",
    ),
    (
        "open book",
        "trang đôi",
        "two pages in one picture, parted at the gutter",
    ),
    (
        "glare",
        "lóa",
        "light thrown back by a glossy cover that hides what lies under it",
    ),
    (
        "page as shown",
        "trang hiển thị",
        "the page turned, straight and cut out, in its colours",
    ),
    (
        "event",
        "sự kiện",
        "what a person or the service did, a link of the hash chain",
    ),
    (
        "tombstone",
        "dấu đã hủy",
        "the record that bytes were destroyed on lawful grounds",
    ),
    (
        "lane",
        "luồng",
        "people's work before bulk work in the queue",
    ),
];

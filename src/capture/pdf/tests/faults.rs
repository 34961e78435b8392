//! PDFs that must be refused, each by its name, and none by a crash.

use proptest::prelude::*;

use super::*;

fn whole() -> Vec<u8> {
    let keys = "/ColorSpace/DeviceRGB/BitsPerComponent 8/Filter/DCTDecode";
    sheet("", FILLED, &[image(keys, 40, 60, &jpeg(40, 60))])
}

#[test]
fn a_cut_file_is_found_wherever_it_is_cut() {
    let whole = whole();
    let end = whole.len() - "\n%%EOF\n".len();
    for at in (20..end).step_by(7) {
        let result = open(whole[..at].to_vec());
        assert_eq!(reason(result), Some(Reason::Truncated), "cut at {at}");
    }
    // Cut while a later revision was appended.
    let mut revised = whole.clone();
    revised.extend(b"3 0 obj\n<</Type/Page");
    assert_eq!(reason(open(revised)), Some(Reason::Truncated));
    let mut padded = whole;
    padded.extend([0; 100_000]);
    assert!(open(padded).is_ok());
}

#[test]
fn an_image_cut_short_within_a_whole_file_is_found() {
    let keys = "/ColorSpace/DeviceRGB/BitsPerComponent 8/Filter/DCTDecode";
    let bytes = jpeg(400, 600);
    let cut = image(keys, 400, 600, &bytes[..bytes.len() / 2]);
    assert_eq!(
        reason(first(sheet("", FILLED, &[cut]))),
        Some(Reason::Truncated)
    );
    let keys = format!("{GREY}/Filter/FlateDecode");
    let short = image(&keys, 200, 300, &packed(&corner()[..20_000]));
    assert_eq!(
        reason(first(sheet("", FILLED, &[short]))),
        Some(Reason::Truncated)
    );
}

#[test]
fn an_image_larger_than_any_page_is_refused_unopened() {
    let keys = format!("{GREY}/Filter/FlateDecode");
    let huge = image(&keys, 60_000, 60_000, &packed(&[0; 1000]));
    assert_eq!(
        reason(first(sheet("", FILLED, &[huge]))),
        Some(Reason::TooLarge)
    );
    // Small in its dictionary, huge in its own data.
    let mut fax = "/ColorSpace/DeviceGray/BitsPerComponent 1/Filter/CCITTFaxDecode".to_owned();
    fax += "/DecodeParms<</K -1/Columns 60000>>";
    let wide = image(&fax, 16, 60_000, &[0xFF; 64]);
    assert_eq!(
        reason(first(sheet("", FILLED, &[wide]))),
        Some(Reason::TooLarge)
    );
    let keys = "/ColorSpace/DeviceGray/BitsPerComponent 1/Filter/JBIG2Decode";
    let page = [
        0, 0, 0, 0, 48, 0, 1, 0, 0, 0, 19, 0, 0, 234, 96, 0, 0, 234, 96,
    ];
    let object = image(keys, 16, 16, &[&page[..], &[0; 11]].concat());
    assert_eq!(
        reason(first(sheet("", FILLED, &[object]))),
        Some(Reason::TooLarge)
    );
    let sheet = sheet("/MediaBox[0 0 1000000 1000000]", "0 0 9 9 re f", &[]);
    assert_eq!(reason(first(sheet)), Some(Reason::TooLarge));
}

#[test]
fn bombs_are_refused_wherever_they_lie() {
    // 1 GiB, packed twice into some kilobytes.
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
    for _ in 0..1024 {
        encoder.write_all(&[0; 1 << 20]).unwrap();
    }
    let bomb = packed(&encoder.finish().unwrap());
    assert!(bomb.len() < 8 << 10, "{}", bomb.len());
    let twice = "/Filter[/FlateDecode/FlateDecode]";
    let as_image = sheet("", FILLED, &[image(&format!("{GREY}{twice}"), 9, 9, &bomb)]);
    assert_eq!(reason(first(as_image)), Some(Reason::Bomb));
    let as_content = file(&[
        b"<</Type/Catalog/Pages 2 0 R>>".to_vec(),
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>".to_vec(),
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 144 216]/Contents 4 0 R>>".to_vec(),
        stream(twice, &bomb),
    ]);
    assert_eq!(reason(open(as_content)), Some(Reason::Bomb));
}

#[test]
fn pages_are_counted() {
    let pages = |kids: &str, count: u32| {
        file(&[
            b"<</Type/Catalog/Pages 2 0 R>>".to_vec(),
            format!("<</Type/Pages/Kids[{kids}]/Count {count}>>").into_bytes(),
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>".to_vec(),
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>".to_vec(),
        ])
    };
    assert_eq!(open(pages("3 0 R 4 0 R", 2)).unwrap().page_count(), 2);
    assert_eq!(reason(open(pages("", 0))), Some(Reason::NoPages));
    // A page that is promised and cannot be found.
    assert_eq!(reason(open(pages("3 0 R 9 0 R", 2))), Some(Reason::Damaged));
    let limits = Limits {
        max_pages: 1,
        ..Limits::default()
    };
    let many = Document::open(Arc::new(pages("3 0 R 4 0 R", 2)), limits);
    assert_eq!(reason(many), Some(Reason::TooManyPages));
}

fn encrypted(user_password: &str) -> Vec<u8> {
    let mut document = lopdf::Document::load_mem(&whole()).unwrap();
    document.trailer.set(
        "ID",
        vec![
            lopdf::Object::string_literal("0123456789abcdef"),
            lopdf::Object::string_literal("0123456789abcdef"),
        ],
    );
    let version = lopdf::EncryptionVersion::V2 {
        document: &document,
        owner_password: "owner",
        user_password,
        key_length: 128,
        permissions: lopdf::Permissions::all(),
    };
    let state = lopdf::EncryptionState::try_from(version).unwrap();
    document.encrypt(&state).unwrap();
    let mut out = Vec::new();
    document.save_to(&mut out).unwrap();
    out
}

#[test]
fn the_empty_password_is_tried_and_no_other() {
    let page = first(encrypted("")).unwrap();
    assert_eq!(page.encoded.unwrap().image.bytes, jpeg(40, 60));
    assert_eq!(reason(open(encrypted("secret"))), Some(Reason::Encrypted));
}

#[test]
fn signatures_are_seen() {
    let form = |value: &str| {
        file(&[
            b"<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[4 0 R]>>>>".to_vec(),
            b"<</Type/Pages/Kids[3 0 R]/Count 1>>".to_vec(),
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>".to_vec(),
            format!("<</FT/Sig/T(a)/Kids[<</V {value}>>]>>").into_bytes(),
        ])
    };
    let signed = form("<</Type/Sig/ByteRange[0 1 2 3]>>");
    assert!(open(signed).unwrap().signed());
    assert!(!open(form("null")).unwrap().signed());
}

#[test]
fn the_same_bytes_give_the_same_page() {
    let line = format!("{FILLED} 1 0 0 RG 2 w 10 10 m 100 100 l S");
    let bytes = sheet("", &line, &[grey_image()]);
    let one = first(bytes.clone()).unwrap().pixels.to_rgb();
    let two = first(bytes).unwrap().pixels.to_rgb();
    assert_eq!(one, two);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn changed_bytes_never_crash(
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..12)
    ) {
        let mut bytes = sheet("", FILLED, &[grey_image()]);
        for (at, value) in changes {
            let at = at.index(bytes.len());
            bytes[at] = value;
        }
        let limits = Limits { max_pixels: 1 << 20, max_unpacked: 16 << 20, ..Limits::default() };
        if let Ok(file) = Document::open(Arc::new(bytes), limits) {
            let _ = file.page(PageNo::FIRST);
        }
    }
}

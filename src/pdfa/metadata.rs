//! What the file says of itself, twice: as XMP, which counts, and as the old
//! `Info` dictionary with the same words. No dates: none is required, and the
//! same input is to give the same bytes.

use lopdf::{Dictionary, dictionary, text_string};

use super::Meta;

/// The XMP packet, in UTF-8.
pub fn xmp(meta: &Meta) -> String {
    let (title, producer) = (escaped(meta.title), escaped(meta.producer));
    format!(
        r#"<?xpacket begin="{bom}" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">
<dc:format>application/pdf</dc:format>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<pdf:Producer>{producer}</pdf:Producer>
<pdfaid:part>2</pdfaid:part>
<pdfaid:conformance>U</pdfaid:conformance>
</rdf:Description>
</rdf:RDF>
</x:xmpmeta>
<?xpacket end="r"?>"#,
        bom = '\u{FEFF}'
    )
}

/// The `Info` dictionary.
pub fn info(meta: &Meta) -> Dictionary {
    dictionary! {
        "Title" => text_string(&sayable(meta.title)),
        "Producer" => text_string(&sayable(meta.producer)),
    }
}

/// Without the characters that XML cannot say.
fn sayable(text: &str) -> String {
    let forbidden = |c: char| c.is_control() || matches!(c, '\u{FFFE}' | '\u{FFFF}');
    text.chars()
        .map(|c| if forbidden(c) { ' ' } else { c })
        .collect()
}

fn escaped(text: &str) -> String {
    sayable(text)
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::BlobId;

    #[test]
    fn a_title_with_markup_and_controls_stays_text() {
        let meta = Meta {
            title: "Đơn <A> & \u{0}B",
            id: BlobId::of(b""),
            producer: "Sohoa",
        };
        assert!(xmp(&meta).contains(">Đơn &lt;A&gt; &amp;  B</rdf:li>"));
        let title = info(&meta);
        let title = lopdf::decode_text_string(title.get(b"Title").unwrap());
        assert_eq!(title.unwrap(), "Đơn <A> &  B");
    }
}

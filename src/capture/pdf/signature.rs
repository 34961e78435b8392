//! What a PDF's catalogue says: signatures and the number of pages.

use hayro_interpret::hayro_syntax::Pdf;
use hayro_interpret::hayro_syntax::object::{Array, Dict, Name};

/// Fields lie in a tree; deeper ones than this are nobody's form.
const DEEPEST: usize = 16;

fn catalog(pdf: &Pdf) -> Option<Dict<'_>> {
    pdf.xref().get::<Dict<'_>>(pdf.xref().root_id())
}

/// The number of pages that the page tree promises.
pub fn promised_pages(pdf: &Pdf) -> Option<u64> {
    let pages = catalog(pdf)?.get::<Dict<'_>>("Pages")?;
    pages.get::<u32>("Count").map(u64::from)
}

/// Whether a signature field holds a signature over a range of bytes.
pub fn signed(pdf: &Pdf) -> bool {
    let fields = catalog(pdf)
        .and_then(|c| c.get::<Dict<'_>>("AcroForm"))
        .and_then(|f| f.get::<Array<'_>>("Fields"));
    fields.is_some_and(|fields| any_signed(&fields, false, DEEPEST))
}

fn any_signed(fields: &Array<'_>, inherited: bool, depth: usize) -> bool {
    fields.iter::<Dict<'_>>().any(|field| {
        let kind = field.get::<Name<'_>>("FT");
        let signature = kind.map_or(inherited, |k| k.as_ref() == b"Sig");
        let value = field.get::<Dict<'_>>("V");
        if signature && value.is_some_and(|v| v.contains_key("ByteRange")) {
            return true;
        }
        let kids = field.get::<Array<'_>>("Kids");
        depth > 0 && kids.is_some_and(|kids| any_signed(&kids, signature, depth - 1))
    })
}

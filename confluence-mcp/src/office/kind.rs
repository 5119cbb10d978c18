//! Which office file some bytes are, and what takes the text out of each.

use super::archive::Archive;
use super::reply::Extracted;
use super::{pdf, presentation, sheets, word};

/// A kind of office file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum OfficeKind {
    Pdf,
    Word,
    Excel,
    PowerPoint,
}

/// How each is called by the endings of its names, templates and those with macros among them, and by its media type.
const KINDS: [(OfficeKind, &[&str], &str); 4] = [
    (OfficeKind::Pdf, &["pdf"], "application/pdf"),
    (
        OfficeKind::Word,
        &["docx", "docm", "dotx", "dotm"],
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ),
    (
        OfficeKind::Excel,
        &["xlsx", "xlsm", "xltx", "xltm"],
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ),
    (
        OfficeKind::PowerPoint,
        &["pptx", "pptm", "ppsx", "ppsm", "potx", "potm"],
        "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    ),
];

impl OfficeKind {
    /// What a file is said to be, by the ending of its name or by its media type. Its bytes have the last word.
    pub(crate) fn said(name: &str, media_type: &str) -> Option<Self> {
        let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
        let is_said = |(_, endings, media): &&(Self, &[&str], &str)| {
            endings.iter().any(|known| ending.eq_ignore_ascii_case(known))
                || media_type.eq_ignore_ascii_case(media)
        };
        KINDS.iter().find(is_said).map(|&(kind, _, _)| kind)
    }

    /// Whether the bytes may be those of one, whatever the file is called: looking for sure takes the whole of it.
    pub(crate) fn may_be(bytes: &[u8]) -> bool {
        bytes.starts_with(b"PK\x03\x04") || is_pdf(bytes)
    }

    /// What a file is by its bytes: the archive of each office program has a part that no other has.
    fn of(bytes: &[u8]) -> Result<Self, String> {
        if is_pdf(bytes) {
            return Ok(Self::Pdf);
        }
        if !bytes.starts_with(b"PK") {
            return Err("its bytes are none of a PDF, Word, Excel or PowerPoint file".to_owned());
        }
        let archive = Archive::open(bytes)?;
        [
            (Self::Word, "word/document.xml"),
            (Self::Excel, "xl/workbook.xml"),
            (Self::PowerPoint, "ppt/presentation.xml"),
        ]
        .into_iter()
        .find_map(|(kind, part)| archive.has(part).then_some(kind))
        .ok_or_else(|| "it is an archive, and none of Word, Excel or PowerPoint".to_owned())
    }
}

/// The text of a file, or why there is none.
pub(super) fn extract(bytes: &[u8]) -> Result<Extracted, String> {
    let text = match OfficeKind::of(bytes)? {
        OfficeKind::Pdf => pdf::text(bytes),
        OfficeKind::Word => word::text(&mut Archive::open(bytes)?),
        OfficeKind::Excel => {
            // The library reads the parts itself, so that what they hold is counted before.
            Archive::open(bytes)?.measure()?;
            sheets::text(bytes)
        }
        OfficeKind::PowerPoint => presentation::text(&mut Archive::open(bytes)?),
    }?;
    Ok(text.finish())
}

/// A PDF may have some bytes in front: ISO 32000-1, annex H.
fn is_pdf(bytes: &[u8]) -> bool {
    bytes.get(..bytes.len().min(1024)).is_some_and(|head| contains(head, b"%PDF-"))
}

fn contains(bytes: &[u8], wanted: &[u8]) -> bool {
    bytes.windows(wanted.len()).any(|window| window == wanted)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_file_is_said_to_be_is_in_its_name_or_its_type() {
        assert_eq!(OfficeKind::said("Plan.PDF", ""), Some(OfficeKind::Pdf));
        assert_eq!(OfficeKind::said("plan", "application/pdf"), Some(OfficeKind::Pdf));
        assert_eq!(OfficeKind::said("a.b.xlsx", "text/plain"), Some(OfficeKind::Excel));
        assert_eq!(OfficeKind::said("a.DOCM", "application/octet-stream"), Some(OfficeKind::Word));
        assert_eq!(OfficeKind::said("a.doc", "application/msword"), None);
    }

    #[test]
    fn bytes_that_are_no_office_file_are_refused() {
        assert!(extract(b"hello").unwrap_err().contains("none of a PDF"));
        assert!(extract(b"PK\x03\x04broken").unwrap_err().contains("archive"));
    }
}

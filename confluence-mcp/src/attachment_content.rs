//! The content of an attachment, for tools and resources alike.

use std::borrow::Cow;

use bytes::Bytes;
use confluence_client::ErrorKind;
use confluence_client::wiki::AttachmentDownload;

use crate::advice::Failure;

/// The text of a file, whatever its name says: its bytes tell (UTF-8, or UTF-16 behind its mark).
pub(crate) fn text(bytes: &[u8]) -> Option<Cow<'_, str>> {
    match bytes {
        [0xff, 0xfe, rest @ ..] => utf16(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => utf16(rest, u16::from_be_bytes),
        [0xef, 0xbb, 0xbf, rest @ ..] => std::str::from_utf8(rest).ok().map(Cow::Borrowed),
        bytes => {
            let text = std::str::from_utf8(bytes).ok()?;
            // What editors and terminals write into text files; a NUL is in none of them.
            let foreign = |letter: char| {
                letter.is_control() && !matches!(letter, '\n' | '\r' | '\t' | '\u{b}' | '\u{c}' | '\u{1b}')
            };
            (!text.contains(foreign)).then_some(Cow::Borrowed(text))
        }
    }
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Option<Cow<'_, str>> {
    let (pairs, rest) = bytes.as_chunks::<2>();
    let units = pairs.iter().map(|pair| unit(*pair));
    let text: Result<String, _> = char::decode_utf16(units).collect();
    text.ok().filter(|_| rest.is_empty()).map(Cow::Owned)
}

/// What to do with a file that cannot be shown.
pub(crate) const ELSEWHERE: &str =
    "Save it with confluence_save_file, where that is offered, or give the user its address.";

/// All bytes of a file, unless they are more than this.
pub(crate) async fn bytes(download: AttachmentDownload, most: usize) -> Result<Bytes, Failure> {
    let name = download.attachment().name.clone();
    download.bytes(most as u64).await.map_err(|error| match error.kind() {
        ErrorKind::TooLarge => {
            Failure::new(format!("{name} is larger than the {most} bytes that can be shown"), ELSEWHERE)
        }
        _ => error.into(),
    })
}

/// The largest image or other file that is shown as its bytes.
pub(crate) const MAX_BYTES: usize = 1 << 20;

pub(crate) fn base64(bytes: &[u8]) -> String {
    use base64::Engine as _;

    base64::engine::general_purpose::STANDARD.encode(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_tell_whether_a_file_is_text() {
        for (bytes, shown) in [
            (&b"FROM alpine\n"[..], "FROM alpine\n"),
            (b"\xef\xbb\xbfbom", "bom"),
            (b"\xff\xfeh\0i\0", "hi"),
            ("Gr\u{f6}\u{df}e".as_bytes(), "Gr\u{f6}\u{df}e"),
            (b"", ""),
        ] {
            assert_eq!(text(bytes).as_deref(), Some(shown));
        }
        for bytes in [&b"\x89PNG\r\n"[..], b"a\0b", b"%PDF-1.7\n%\xe2\xe3", b"PK\x03\x04", b"\xff\xfeh"] {
            assert_eq!(text(bytes), None, "{bytes:?}");
        }
    }
}

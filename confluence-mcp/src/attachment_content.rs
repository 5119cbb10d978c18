//! The content of an attachment, for tools and resources alike.

use std::borrow::Cow;

use bytes::Bytes;
use confluence_client::ErrorKind;
use confluence_client::wiki::AttachmentDownload;
use serde_json::Value;

use crate::advice::Failure;

/// The media type of an image that models read, by its bytes: what a name or a media type says may be wrong.
pub(crate) fn image_type(bytes: &[u8]) -> Option<&'static str> {
    match bytes {
        [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => Some("image/png"),
        [0xff, 0xd8, 0xff, ..] => Some("image/jpeg"),
        [b'G', b'I', b'F', b'8', b'7' | b'9', b'a', ..] => Some("image/gif"),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some("image/webp"),
        _ => None,
    }
}

/// Whether a file is said to be an image of a kind that models read.
pub(crate) fn is_said_image(media_type: &str) -> bool {
    matches!(essence(media_type), "image/png" | "image/jpeg" | "image/gif" | "image/webp")
}

/// Whether a file is said to be text, so that bytes of another encoding than UTF-8 are text too.
pub(crate) fn is_said_text(media_type: &str) -> bool {
    let essence = essence(media_type);
    essence.starts_with("text/")
        || ["+xml", "+json"].iter().any(|ending| essence.ends_with(ending))
        || matches!(
            essence,
            "application/json"
                | "application/xml"
                | "application/csv"
                | "application/javascript"
                | "application/sql"
                | "application/yaml"
                | "application/x-yaml"
                | "application/toml"
                | "application/x-sh"
        )
}

/// A media type without its parameters.
fn essence(media_type: &str) -> &str {
    media_type.split(';').next().unwrap_or_default().trim()
}

/// The text of a file, and what is said of how it was read.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct FileText<'b> {
    pub(crate) text: Cow<'b, str>,
    pub(crate) note: Option<&'static str>,
}

const CUT: &str = "the last character of the file is cut off, and is not shown";
const CONTROLS: &str = "the file has control characters, which are not shown";
const WINDOWS: &str =
    "the file is not UTF-8 and was read as Windows-1252: characters beyond ASCII may be wrong";

/// The text of a file, whatever its name says: its bytes tell (UTF-8, or UTF-16 behind its mark). Where it is `said` to be
/// text, bytes of none of these are read as what Windows writes in the west.
pub(crate) fn text(bytes: &[u8], said: bool) -> Option<FileText<'_>> {
    match bytes {
        [0xff, 0xfe, rest @ ..] => utf16(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => utf16(rest, u16::from_be_bytes),
        [0xef, 0xbb, 0xbf, rest @ ..] => utf8(rest).map(|(text, note)| FileText { text: text.into(), note }),
        bytes => match utf8(bytes) {
            Some((text, note)) if !text.contains(foreign) => Some(FileText { text: text.into(), note }),
            Some((text, _)) if said && is_nearly_text(text) => {
                Some(FileText { text: text.replace(foreign, "").into(), note: Some(CONTROLS) })
            }
            Some(_) => None,
            None if said => windows_1252(bytes),
            None => None,
        },
    }
}

/// What editors and terminals do not write into text files; a NUL is in none of them.
fn foreign(letter: char) -> bool {
    letter.is_control() && !matches!(letter, '\n' | '\r' | '\t' | '\u{b}' | '\u{c}' | '\u{1b}')
}

/// Whether so few signs are foreign that the rest is text all the same: UTF-16 without a mark has a NUL for each letter.
fn is_nearly_text(text: &str) -> bool {
    let strange = text.chars().filter(|letter| foreign(*letter)).count();
    strange * 20 < text.len()
}

/// UTF-8, of which the last character may be cut off: logs are cut by their size.
fn utf8(bytes: &[u8]) -> Option<(&str, Option<&'static str>)> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Some((text, None)),
        Err(error) if error.error_len().is_none() && error.valid_up_to() > 0 => {
            let whole = bytes.get(..error.valid_up_to())?;
            Some((std::str::from_utf8(whole).ok()?, Some(CUT)))
        }
        Err(_) => None,
    }
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Option<FileText<'_>> {
    let (pairs, rest) = bytes.as_chunks::<2>();
    let mut units: Vec<u16> = pairs.iter().map(|pair| unit(*pair)).collect();
    let is_cut = !rest.is_empty() || units.pop_if(|last| matches!(last, 0xd800..=0xdbff)).is_some();
    let text = String::from_utf16(&units).ok()?;
    let shown = FileText { text: text.into(), note: is_cut.then_some(CUT) };
    (!is_cut || !shown.text.is_empty()).then_some(shown)
}

/// What Windows-1252 has from 0x80 to 0x9f; five bytes mean nothing in it.
const WINDOWS_1252: [char; 32] = [
    '\u{20ac}', '\0', '\u{201a}', '\u{192}', '\u{201e}', '\u{2026}', '\u{2020}', '\u{2021}', '\u{2c6}',
    '\u{2030}', '\u{160}', '\u{2039}', '\u{152}', '\0', '\u{17d}', '\0', '\0', '\u{2018}', '\u{2019}',
    '\u{201c}', '\u{201d}', '\u{2022}', '\u{2013}', '\u{2014}', '\u{2dc}', '\u{2122}', '\u{161}', '\u{203a}',
    '\u{153}', '\0', '\u{17e}', '\u{178}',
];

/// `None` for bytes that mean nothing there, as texts of other encodings have them.
fn windows_1252(bytes: &[u8]) -> Option<FileText<'_>> {
    let letter = |byte: &u8| match byte {
        0x80..=0x9f => WINDOWS_1252.get(usize::from(byte - 0x80)).copied().filter(|letter| *letter != '\0'),
        byte => Some(char::from(*byte)).filter(|letter| !foreign(*letter)),
    };
    let text: Option<String> = bytes.iter().map(letter).collect();
    text.map(|text| FileText { text: text.into(), note: Some(WINDOWS) })
}

/// What to do with a file that cannot be shown.
pub(crate) const ELSEWHERE: &str =
    "Save it with confluence_save_file, if that is offered, or give the user its URL.";

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

/// Whether a file of this name is an image, an office file or an archive: no text is one.
pub(crate) fn is_name_of_bytes(name: &str) -> bool {
    const ENDINGS: [&str; 24] = [
        "png", "jpg", "jpeg", "gif", "webp", "bmp", "ico", "tif", "tiff", "pdf", "doc", "docx", "xls",
        "xlsx", "ppt", "pptx", "odt", "ods", "odp", "zip", "gz", "mp3", "mp4", "mov",
    ];

    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending).trim();
    ENDINGS.iter().any(|known| ending.eq_ignore_ascii_case(known))
}

/// Whether the text of a JSON value can be no other than what was meant, but for its blanks: nothing in it has an order that
/// is lost, or digits that may be.
pub(crate) fn is_as_written(value: &Value) -> bool {
    match value {
        Value::Object(members) => members.len() < 2 && members.values().all(is_as_written),
        Value::Array(values) => values.iter().all(is_as_written),
        Value::Number(number) => !number.is_f64(),
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_tell_whether_a_file_is_text() {
        let shown = |bytes| text(bytes, false).map(|read| (read.text.into_owned(), read.note));
        for (bytes, wanted) in [
            (&b"FROM alpine\n"[..], "FROM alpine\n"),
            (b"\xef\xbb\xbfbom", "bom"),
            (b"\xff\xfeh\0i\0", "hi"),
            ("Gr\u{f6}\u{df}e".as_bytes(), "Gr\u{f6}\u{df}e"),
            (b"", ""),
        ] {
            assert_eq!(shown(bytes), Some((wanted.to_owned(), None)));
        }
        for bytes in [&b"\x89PNG\r\n"[..], b"a\0b", b"%PDF-1.7\n%\xe2\xe3\xff", b"PK\x03\x04", b"\xff\xfeh"] {
            assert_eq!(shown(bytes), None, "{bytes:?}");
        }
        for bytes in [&b"caf\xc3"[..], b"\xff\xfec\0a\0f\0\0"] {
            assert_eq!(shown(bytes), Some(("caf".to_owned(), Some(CUT))));
        }
    }

    #[test]
    fn what_is_said_to_be_text_may_be_of_another_encoding() {
        let shown = |bytes| text(bytes, true).map(|read| (read.text.into_owned(), read.note));
        assert_eq!(
            shown(b"M\xfcller;\x80 5\r\n"),
            Some(("M\u{fc}ller;\u{20ac} 5\r\n".to_owned(), Some(WINDOWS)))
        );
        let with_nul = b"a long line of a log with one NUL in it\0\n";
        assert_eq!(
            shown(with_nul),
            Some(("a long line of a log with one NUL in it\n".to_owned(), Some(CONTROLS)))
        );
        // UTF-16 without a mark, and Shift-JIS, which has bytes that Windows-1252 has not.
        for bytes in [&b"h\0i\0\n\0"[..], b"\x83e\x83X\x83g \x90\xac", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"] {
            assert_eq!(shown(bytes), None, "{bytes:?}");
        }
    }

    #[test]
    fn images_are_told_by_their_bytes() {
        for (bytes, kind) in [
            (&b"\x89PNG\r\n\x1a\n\0"[..], "image/png"),
            (b"\xff\xd8\xff\xe0", "image/jpeg"),
            (b"GIF89a..", "image/gif"),
            (b"RIFF\x24\0\0\0WEBPVP8 ", "image/webp"),
        ] {
            assert_eq!(image_type(bytes), Some(kind));
        }
        assert_eq!(image_type(b"RIFF\x24\0\0\0WAVE"), None);
        assert!(is_said_image("image/png") && !is_said_image("image/svg+xml"));
        assert!(is_said_text("text/csv; charset=utf-8") && !is_said_text("image/png"));
    }
}

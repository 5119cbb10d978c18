//! Paths of Windows: `\\server\share`, `C:\.ssh`. To Markdown a backslash before a sign only keeps that from being markup, and
//! shows nothing; in a path it is meant.

use crate::storage::text::slice;

/// The longest path that is looked at.
const LONGEST: usize = 300;

/// Signs that follow a backslash in a path. Behind what begins one, the backslash was not written for their sake.
const SIGNS: &str = ".-+()$@',;=^!%#";

/// Whether a backslash that stands right before an escaped sign is part of a path.
pub(super) fn has_backslash(text: &str, sign: usize) -> bool {
    let (Some(backslash), Some(escaped)) = (sign.checked_sub(1), slice(text, sign..).chars().next()) else {
        return false;
    };
    let near = slice(text, text.floor_char_boundary(backslash.saturating_sub(LONGEST))..backslash);
    let ends = |sign: char| sign.is_whitespace() || "\"'`(<|>".contains(sign);
    let before = near.rsplit(ends).next().unwrap_or(near);
    if escaped == '\\' {
        return before.is_empty() && begins_share(slice(text, sign + 1..));
    }
    // `~\$500` is about an amount; of what folders of a path begin with, only a dot comes up in practice.
    let is_folder_alone = matches!(before, "." | ".." | "~");
    SIGNS.contains(escaped) && begins_path(before) && (escaped == '.' || !is_folder_alone)
}

/// What is said of a backslash in a path that was taken for one that keeps a sign from being markup: an author may have written
/// it for that.
pub(super) fn lost_backslash(text: &str, sign: usize) -> Option<String> {
    let escaped = slice(text, sign..).chars().next().filter(|escaped| "_~[{".contains(*escaped))?;
    let word = slice(text, text.floor_char_boundary(sign.saturating_sub(LONGEST))..sign.checked_sub(1)?);
    let word = word.rsplit(char::is_whitespace).next()?;
    let is_drive = matches!(word.as_bytes(), [letter, b':', ..] if letter.is_ascii_alphabetic());
    (is_drive && begins_path(word)).then(|| {
        format!("the backslash of `{word}\\{escaped}` was left out, since it keeps the sign from being markup; in a path write `\\\\{escaped}`")
    })
}

/// Whether some text goes on as the name of a server, and a single backslash behind it: `server\share`.
fn begins_share(rest: &str) -> bool {
    let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_');
    let length = rest.bytes().take(LONGEST).take_while(is_part).count();
    let share = slice(rest, length..).strip_prefix('\\');
    length > 1
        && share.is_some_and(|share| share.starts_with(|next: char| next.is_alphanumeric() || next == '$'))
}

/// Whether a word begins a path, as far as the backslash in question.
fn begins_path(word: &str) -> bool {
    let bytes = word.as_bytes();
    let drive = matches!(bytes, [letter, b':', ..] if letter.is_ascii_alphabetic());
    if drive {
        return matches!(bytes.get(2), None | Some(b'\\'));
    }
    let share = word.strip_prefix("\\\\").is_some_and(begins_share);
    let variable = word.starts_with('%')
        && word.rfind('%').is_some_and(|end| {
            end > 1 && slice(word, end + 1..).chars().next().is_none_or(|next| next == '\\')
        });
    let folder = matches!(word, "." | ".." | "~")
        || [".\\", "..\\", "~\\"].iter().any(|folder| word.starts_with(folder));
    share || variable || folder
}

#[cfg(test)]
mod tests {
    use crate::content::{Document, Edit, ReadOptions, WriteOptions, to_storage};

    #[test]
    fn paths_keep_their_backslashes() {
        for (markdown, stored) in [
            (r"On \\server\share\docs now", r"On \\server\share\docs now"),
            (r"\\fs01\Team$", r"\\fs01\Team$"),
            (r"In C:\.ssh and C:\Users\.config\x", r"In C:\.ssh and C:\Users\.config\x"),
            (r"`x` (C:\.ssh)", r"(C:\.ssh)"),
            (
                r"%USERPROFILE%\.ssh, ~\.ssh, ..\..\x and .\.venv",
                r"%USERPROFILE%\.ssh, ~\.ssh, ..\..\x and .\.venv",
            ),
            (
                r"| a |
|---|
| C:\.ssh |",
                r"C:\.ssh",
            ),
            (r"It costs ~\$500, ~\-5 or ..\(x)", r"It costs ~$500, ~-5 or ..(x)"),
            (r"1\. no list and a\.b", r"1. no list and a.b"),
            (r"C:\\Users\\x and \\\\server\\share", r"C:\Users\x and \\server\share"),
            (r"\\alpha and \\beta", r"\alpha and \beta"),
        ] {
            let page = to_storage(markdown, &WriteOptions::new()).unwrap().storage;
            assert!(page.contains(stored), "{markdown}: {page}");
        }
        let lost = to_storage(r"In C:\_work", &WriteOptions::new()).unwrap();
        assert!(
            lost.notes.iter().any(|note| note.message.contains(r"`C:\_` was left out")),
            "{:?}",
            lost.notes
        );
        for text in [r"On \\server\share", r"C:\.ssh", r"\server", r"C:_x_", r"..\..\x", r"\\\server\x"] {
            let page = format!("<p>{text}</p>");
            let shown = Document::parse(&page).unwrap().markdown(&ReadOptions::new()).text;
            assert_eq!(to_storage(&shown, &WriteOptions::new()).unwrap().storage, page, "{shown}");
            let edited = Document::parse(&page)
                .unwrap()
                .edit(&[Edit::page_markdown(format!("{} more", shown.trim_end()))]);
            assert_eq!(edited.unwrap().storage, format!("<p>{text} more</p>"), "{shown}");
        }
    }
}

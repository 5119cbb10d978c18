//! Short codes of emoji, `:rocket:`.

use std::cmp::Ordering;

/// Short codes with their emoji, one on each line, in the order of the bytes of the codes: those of gemoji, which GitHub
/// and Confluence use. One text in place of a table of strings, because each string of a table is an address that is put
/// right whenever the program starts: with all else that is known of emoji, half a megabyte.
const TABLE: &str = include_str!("short_codes.txt");

/// The emoji of a short code that a text begins with, `:rocket:`, as GitHub and Confluence name it. Right behind a word
/// or right before one it is none: `a:b:c`.
pub(crate) fn leading(text: &str, before: Option<char>) -> Option<(&'static str, usize)> {
    if before.is_some_and(char::is_alphanumeric) {
        return None;
    }
    let inside = text.strip_prefix(':')?;
    let end = inside
        .bytes()
        .position(|byte| !byte.is_ascii_alphanumeric() && !matches!(byte, b'_' | b'+' | b'-'))?;
    let name = inside.get(..end).filter(|name| !name.is_empty())?;
    if inside.as_bytes().get(end) != Some(&b':') {
        return None;
    }
    if inside.get(end + 1..)?.starts_with(char::is_alphanumeric) {
        return None;
    }
    of_code(name).map(|emoji| (emoji, end + 2))
}

/// The emoji of a short code, by bisection.
fn of_code(code: &str) -> Option<&'static str> {
    let mut lines = TABLE;
    while !lines.is_empty() {
        let middle = lines.floor_char_boundary(lines.len() / 2);
        let (before, after) = lines.split_at(middle);
        let begin = before.rfind('\n').map_or(0, |end| end + 1);
        let end = after.find('\n').map_or(lines.len(), |end| middle + end + 1);
        let (known, emoji) = lines.get(begin..end)?.trim_end().split_once(' ')?;
        lines = match known.cmp(code) {
            Ordering::Equal => return Some(emoji),
            Ordering::Less => lines.get(end..)?,
            Ordering::Greater => lines.get(..begin)?,
        };
    }
    None
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[test]
    fn the_table_is_that_of_gemoji() {
        let mut codes = BTreeMap::new();
        for emoji in emojis::iter() {
            codes.extend(emoji.shortcodes().map(|code| (code, emoji.as_str())));
        }
        let table: String = codes.iter().map(|(code, emoji)| format!("{code} {emoji}\n")).collect();
        if std::env::var_os("UPDATE_SHORT_CODES").is_some() {
            let file = concat!(env!("CARGO_MANIFEST_DIR"), "/src/content/short_codes.txt");
            std::fs::write(file, &table).unwrap();
        }
        assert!(
            table == TABLE,
            "write it anew: UPDATE_SHORT_CODES=1 cargo test -p confluence-client short_codes"
        );
        for (code, emoji) in codes {
            assert_eq!(of_code(code), Some(emoji), "{code}");
        }
        for none in ["", " ", "aaa", "rocke", "rockets", "zzzz", "~", "\u{1f680}"] {
            assert_eq!(of_code(none), None, "{none}");
        }
    }
}

//! Short codes of emoji, `:rocket:`.

use std::cmp::Ordering;

/// Short codes with their emoji, one on each line, in the order of the bytes of the codes: those of gemoji, which GitHub
/// and Confluence use. One text in place of a table of strings, because each string of a table is an address that is put
/// right whenever the program starts: with all else that is known of emoji, half a megabyte.
const TABLE: &str = include_str!("short_codes.txt");

/// The emoji of a short code that a text begins with, `:rocket:`, as GitHub and Confluence name it. Right behind a word or
/// code, or right before a word, it is none: `a:b:c`; nor is it in the path of a program, `tokio::watch::channel`.
pub(crate) fn leading(text: &str, before: Option<char>) -> Option<(&'static str, usize)> {
    if before.is_some_and(|sign| sign.is_alphanumeric() || matches!(sign, ':' | '`')) {
        return None;
    }
    let (name, behind) = named(text)?;
    let another = || named(behind).is_some_and(|(next, _)| of_code(next).is_some());
    if behind.starts_with(char::is_alphanumeric) || behind.starts_with(':') && !another() {
        return None;
    }
    of_code(name).map(|emoji| (emoji, name.len() + 2))
}

/// The name between two colons that a text begins with, and what stands behind them.
fn named(text: &str) -> Option<(&str, &str)> {
    let inside = text.strip_prefix(':')?;
    let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'+' | b'-');
    let (name, rest) = inside.split_at_checked(inside.bytes().take_while(is_part).count())?;
    Some((name, rest.strip_prefix(':')?)).filter(|_| !name.is_empty())
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
    fn a_path_of_a_program_has_no_emoji() {
        for path in
            ["tokio::watch::channel", "crate::key::Key", "std::key::hash", "App::email::send", "x:key::y"]
        {
            for (at, _) in path.match_indices(':') {
                let (before, rest) = path.split_at(at);
                assert_eq!(leading(rest, before.chars().next_back()), None, "{path} at {at}");
            }
        }
        assert_eq!(leading(":key: x", Some('`')), None);
        assert_eq!(leading(":tada:: x", None), None);
        assert_eq!(leading(":+1::tada:", None), Some(("\u{1f44d}", 4)));
        assert_eq!(leading(":tada:,", Some('(')), Some(("\u{1f389}", 6)));
    }

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

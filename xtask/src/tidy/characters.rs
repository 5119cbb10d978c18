//! One table of the characters that show nothing: a second one would drift from it.

use std::{collections::BTreeSet, fs};

use crate::{Result, step::root};

/// Where the table is.
const OWNER: &str = "confluence-client/src/invisible.rs";

/// Characters that a table of this kind has, and that little else names: one may be met anywhere (a mark of byte order,
/// a zero-width space), two in the same file are a list.
const TELLING: [u32; 12] =
    [0x34f, 0x61c, 0x115f, 0x1160, 0x17b4, 0x180b, 0x200b, 0x202a, 0x2060, 0x3164, 0xfeff, 0xfff9];

/// Sources outside of tests that list such characters, but for the owner.
pub(crate) fn faults(files: &[String]) -> Result<Vec<String>> {
    let mut found = Vec::new();
    for file in files.iter().filter(|file| file.ends_with(".rs") && file.contains("/src/")) {
        let text = fs::read_to_string(root().join(file)).map_err(|error| format!("{file}: {error}"))?;
        found.extend(of_source(file, &text));
    }
    Ok(found)
}

fn of_source(file: &str, text: &str) -> Option<String> {
    // The tests of a table may name what is in it, and a test of the server what it must not show.
    let own = text.split("#[cfg(test)]").next().unwrap_or_default();
    let listed: BTreeSet<u32> = literals(own).filter(|code| TELLING.contains(code)).collect();
    let shown = listed.iter().map(|code| format!("U+{code:04X}")).collect::<Vec<_>>().join(", ");
    (file != OWNER && listed.len() > 1)
        .then(|| format!("{file} lists {shown}, characters that show nothing: their table is {OWNER}"))
}

/// The code points of the character literals `'\u{..}'`.
fn literals(text: &str) -> impl Iterator<Item = u32> {
    let codes = text.split("'\\u{").skip(1).filter_map(|rest| rest.split_once("}'"));
    codes.filter_map(|(code, _)| u32::from_str_radix(code, 16).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A list of the two, spelt so that this file does not hold one.
    fn table() -> String {
        let literal = |code: &str| format!("'\\u{{{code}}}'");
        format!("matches!(c, {} | {}..={})", literal("3164"), literal("200B"), literal("200f"))
    }

    #[test]
    fn a_planted_second_table_is_named() {
        let found = of_source("a/src/b.rs", &table()).unwrap();
        assert!(found.starts_with("a/src/b.rs lists U+200B, U+3164"), "{found}");
        assert!(found.contains(OWNER), "{found}");
    }

    #[test]
    fn the_table_itself_its_tests_and_a_single_character_are_fine() {
        assert_eq!(of_source(OWNER, &table()), None);
        assert_eq!(of_source("a/src/b.rs", &format!("#[cfg(test)]\nmod tests {{ {} }}", table())), None);
        assert_eq!(of_source("a/src/b.rs", "text.trim_start_matches('\\u{feff}')"), None);
        assert_eq!(of_source("a/src/b.rs", "'\\u{feff}' '\\u{FEFF}' '\\u{a0}'"), None);
    }
}

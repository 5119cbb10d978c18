//! The title of a heading, a row or a column, as whoever edits the page may write it.

use crate::content::emit::to_storage;
use crate::content::normalize::normalized;
use crate::content::write_options::WriteOptions;
use crate::storage::seen;

/// The places of the titles that are meant, by the first way of reading that finds any: as it is written, whatever its
/// case, as the Markdown that shows the same, and by its letters and digits alone.
pub(super) fn meant(wanted: &str, titles: &[String]) -> Vec<usize> {
    let wanted = one_line(wanted);
    let places = |is_meant: &dyn Fn(&str) -> bool| -> Vec<usize> {
        titles.iter().enumerate().filter(|(_, title)| is_meant(title)).map(|(place, _)| place).collect()
    };
    let exact = places(&|title| one_line(title) == wanted);
    if !exact.is_empty() {
        return exact;
    }
    let folded = wanted.to_lowercase();
    let same_letters = places(&|title| one_line(title).to_lowercase() == folded);
    if !same_letters.is_empty() {
        return same_letters;
    }
    let shown = text_of(&wanted).to_lowercase();
    let as_markdown = places(&|title| one_line(title).to_lowercase() == shown);
    if !as_markdown.is_empty() || shown.is_empty() {
        return as_markdown;
    }
    let letters = letters(&shown);
    if letters.is_empty() { Vec::new() } else { places(&|title| self::letters(title) == letters) }
}

/// What a reader sees of a title in Markdown; nothing if it cannot be written.
fn text_of(markdown: &str) -> String {
    let storage = to_storage(markdown, &WriteOptions::new()).map(|written| written.storage);
    storage.map(|storage| one_line(&seen::text_of(&storage))).unwrap_or_default()
}

fn one_line(title: &str) -> String {
    seen::one_line(&normalized(title))
}

fn letters(title: &str) -> String {
    title.chars().filter(|sign| sign.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_is_meant_as_it_is_written_before_it_is_meant_otherwise() {
        let titles = ["Install", "install", "✅ Checks", "Deploy LIVE", "Due 2026-03-04", "@u1", "C++", "C"]
            .map(str::to_owned);
        for (wanted, expected) in [
            ("Install", vec![0]),
            ("INSTALL", vec![0, 1]),
            ("**install**", vec![0, 1]),
            ("Checks", vec![2]),
            (":white_check_mark: Checks", vec![2]),
            ("Deploy :status[LIVE]{green}", vec![3]),
            ("Due :date[2026-03-04]", vec![4]),
            ("[@Ada](user:u1)", vec![5]),
            ("C", vec![7]),
            ("C#", vec![6, 7]),
            ("Deploy", vec![]),
            ("✅", vec![]),
            ("", vec![]),
        ] {
            assert_eq!(meant(wanted, &titles), expected, "{wanted}");
        }
    }
}

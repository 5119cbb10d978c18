//! The title of a heading, a row or a column, as whoever edits the page may write it.

use crate::content::blocks::BlockId;
use crate::content::document::Document;
use crate::content::emit::to_storage;
use crate::content::normalize::normalized;
use crate::content::write_options::WriteOptions;
use crate::storage::seen::{self, SeenOptions};

impl Document {
    /// The places of the titles that are meant: as they are seen, with the ids of people in place of their names, and
    /// without pictures.
    pub(super) fn meant(&self, wanted: &str, titles: &[Option<BlockId>]) -> Vec<usize> {
        let ways = [
            SeenOptions { names: Some(self.names()), ..SeenOptions::default() },
            SeenOptions::default(),
            SeenOptions { names: Some(self.names()), words_alone: true, ..SeenOptions::default() },
        ];
        let found = ways.iter().map(|options| {
            let seen = titles.iter().map(|id| id.map(|id| self.seen_by(id, options)).unwrap_or_default());
            meant(wanted, &seen.collect::<Vec<_>>())
        });
        found.into_iter().find(|found| !found.is_empty()).unwrap_or_default()
    }
}

/// The places of the titles that are meant, by the first way of reading that finds any: as it is written, whatever its
/// case, as the Markdown that shows the same, and by its letters and digits alone.
fn meant(wanted: &str, titles: &[String]) -> Vec<usize> {
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
    fn a_title_is_meant_by_names_and_without_pictures() {
        let page = Document::parse(
            "<h2>Owner <ac:link><ri:user ri:account-id=\"u1\" /></ac:link></h2><h2><ac:emoticon ac:name=\"blue-star\" \
             ac:emoji-shortname=\":done:\" ac:emoji-fallback=\":done:\" /> Done</h2><h2><ac:image ac:alt=\"Logo\"><ri:url \
             ri:value=\"u\" /></ac:image>Product</h2><h2>State <ac:placeholder>say it</ac:placeholder></h2>",
        );
        let options = crate::content::render::ReadOptions::new();
        let page = page.unwrap().named(&options.names([("u1".to_owned(), "Ada Lovelace".to_owned())]));
        for (wanted, block) in [
            ("Owner @Ada Lovelace", 0),
            ("Owner @u1", 0),
            ("Owner [@Ada Lovelace](user:u1)", 0),
            ("Done", 1),
            ("Logo Product", 2),
            ("Product", 2),
            ("State", 3),
        ] {
            let found = page.heading(wanted).map(|handle| handle.block());
            assert!(
                matches!(found, Ok(id) if page.blocks.roots().nth(block) == Some(id)),
                "{wanted}: {found:?}"
            );
        }
        assert_eq!(page.outline().headings[0].title, "Owner @Ada Lovelace");
    }

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

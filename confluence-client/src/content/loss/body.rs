//! Whether most of the text of a page is gone, or one end of it: as when a part of a page is written back for the whole.

use std::collections::HashMap;
use std::ops::Range;

use super::passages::{Passages, size};
use super::{Loss, LossKind};
use crate::content::blocks::{BlockId, BlockKind};
use crate::content::document::Document;
use crate::content::ranges::{joined, within};

/// Below this many characters, a page may shrink to a fifth without a word: a stub that is rewritten is no accident.
const SMALL_PAGE: usize = 400;

/// A beginning or an end of the page that has fewer bytes may go without a word: a diff shows so much of one place, and
/// whoever reads it sees all that went.
const SHORT_END: usize = 2_000;

/// A section at an end of the page that has more bytes is not left out without a word: who means that deletes it by its name.
const LONG_SECTION: usize = 10_000;

/// The loss of most of the text of a page, of which some bytes were `deleted` on purpose.
pub(super) fn lost_body(base: &Document, result: &Document, deleted: &[Range<usize>]) -> Option<Loss> {
    let (before, after) = lost_most(base, result, deleted)?;
    let what = format!("most of the text of the page, of whose {before} characters {after} are left");
    Some(Loss { kind: LossKind::Body, what, handle: None })
}

/// The loss of one end of a page that was written anew as a whole.
pub(in crate::content) fn lost_part(
    base: &Document,
    result: &Document,
    deleted: &[Range<usize>],
) -> Option<Loss> {
    if base.storage().len() < SHORT_END {
        return None;
    }
    let (end, from, characters) = lost_end(base, result, &joined(deleted))?;
    let what = format!(
        "the {end} of the page: {characters} characters, the first of them \"{from}\". So looks a part of a page that is written \
         back for the whole: change a part by edits of blocks or sections, or write all parts together"
    );
    Some(Loss { kind: LossKind::Body, what, handle: None })
}

/// How long the text was, and is now, where hardly anything of it is left.
fn lost_most(base: &Document, result: &Document, deleted: &[Range<usize>]) -> Option<(usize, usize)> {
    let removed: usize = deleted.iter().map(Range::len).sum();
    let before = base.body_text().len().saturating_sub(removed);
    let after = result.body_text().len();
    let emptied = before > 0 && after == 0;
    (emptied || before >= SMALL_PAGE && after * 5 < before).then_some((before, after))
}

/// The end of the page, or its beginning, of which no block is left: which of the two, its first words, and its length. One
/// section there may be left out: no part ends so but by chance. So may an end in whose place other text came. A block that
/// was cut is another one with text that is no other.
fn lost_end(
    base: &Document,
    result: &Document,
    deleted: &[Range<usize>],
) -> Option<(&'static str, String, usize)> {
    let is_meant = |id: BlockId| within(deleted, base.blocks.span(&base.tree, id).start);
    let old: Vec<(BlockId, String)> = texts(base).into_iter().filter(|(id, _)| !is_meant(*id)).collect();
    let new = texts(result);
    let mut missing: HashMap<&str, usize> = HashMap::new();
    old.iter().for_each(|(_, text)| *missing.entry(text).or_default() += 1);
    let mut come: Vec<&str> = Vec::new();
    for (_, text) in &new {
        if !take(&mut missing, text) {
            come.push(text);
        }
    }
    let mut left = missing.clone();
    let behind = old.iter().rev().take_while(|(_, text)| take(&mut left, text)).count();
    let mut left = missing.clone();
    let before = old.iter().take_while(|(_, text)| take(&mut left, text)).count();
    let ends = [("end", old.len() - behind..old.len()), ("beginning", 0..before)];
    // Both take their time, and most pages lost no end.
    let mut known: Option<(Passages, usize)> = None;
    ends.into_iter().find_map(|(end, range)| {
        let gone = old.get(range)?;
        let gone_texts = || gone.iter().map(|(_, text)| text.as_str());
        if gone_texts().map(str::len).sum::<usize>() < SHORT_END {
            return None;
        }
        let (stands, new) = known.get_or_insert_with(|| {
            let stood = old.iter().map(|(_, text)| text.as_str());
            let stood = Passages::of(stood.filter(|text| missing.get(text).is_some_and(|count| *count > 0)));
            (Passages::of(come.iter().copied()), size(&stood.missing(come.iter().copied())))
        });
        let words = stands.missing(gone_texts());
        let size = size(&words);
        let may_go = size < SHORT_END || is_section(base, gone) && size < LONG_SECTION || *new * 5 >= size;
        let from: String = words.first().filter(|_| !may_go)?.from.chars().take(60).collect();
        Some((end, from.trim_end().to_owned(), size))
    })
}

/// Takes one of the texts that are missing, if this is one.
fn take(missing: &mut HashMap<&str, usize>, text: &str) -> bool {
    let count = missing.get_mut(text).filter(|count| **count > 0);
    count.map(|count| *count -= 1).is_some()
}

/// Whether some blocks are a heading and what stands below it.
fn is_section(document: &Document, blocks: &[(BlockId, String)]) -> bool {
    let level = |(id, _): &(BlockId, String)| match document.blocks.get(*id).map(|block| block.kind) {
        Some(BlockKind::Heading(level)) => Some(level),
        _ => None,
    };
    let Some((first, rest)) = blocks.split_first() else { return false };
    level(first).is_some_and(|top| rest.iter().all(|block| level(block).is_none_or(|level| level > top)))
}

/// The blocks that hold text themselves, and what is seen of them.
fn texts(document: &Document) -> Vec<(BlockId, String)> {
    let blocks = document.blocks.iter().filter(|(_, block)| block.kind.holds_text());
    blocks.map(|(id, _)| (id, document.seen(id))).filter(|(_, text)| !text.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content::edit::Edit;
    use crate::content::render::ReadOptions;

    /// A page of sections of some 400 characters.
    fn page(sections: usize) -> Document {
        let section = |number: usize| {
            format!(
                "<h2>Section {number}</h2><p>{}</p><p>Done.</p>",
                format!("Words of {number}. ").repeat(30)
            )
        };
        Document::parse(&(0..sections).map(section).collect::<String>()).unwrap()
    }

    fn lost(page: &Document, markdown: &str) -> Option<String> {
        let edited = page.edit(&[Edit::page_markdown(markdown)]).unwrap();
        let loss = edited.losses.iter().find(|loss| loss.kind == LossKind::Body);
        loss.map(ToString::to_string)
    }

    #[test]
    fn a_part_that_is_written_back_for_the_whole_page_loses_its_end() {
        let page = page(40);
        let text = page.markdown(&ReadOptions::new()).text;
        let end = text.find("## Section 25").unwrap();
        let part = text[..end].replace("## Section 3\n", "## Third section\n");
        let loss = lost(&page, &part).unwrap();
        assert!(loss.contains("the end of the page") && loss.contains("\"Section 25\""), "{loss}");
        let loss = lost(&page, &text[end..]).unwrap();
        assert!(loss.contains("the beginning of the page") && loss.contains("\"Section 0\""), "{loss}");
        // In the middle of a section, and with a last line that was changed or added.
        let middle = text.find("Words of 30").unwrap();
        for tail in ["", "An end.", "Words of 30 in short."] {
            assert!(lost(&page, &format!("{}{tail}", &text[..middle])).is_some(), "{tail}");
        }
    }

    #[test]
    fn a_part_that_begins_or_ends_inside_of_a_block_is_no_other_text() {
        let rows: String = (0..1_500)
            .map(|row| format!("<tr><td>row {row}</td><td>ok</td><td>some words</td></tr>"))
            .collect();
        let lines: String = (0..2_000).map(|line| format!("let value_{line} = call({line});\n")).collect();
        let sentences: String = (0..1_000).map(|number| format!("This is sentence {number}. ")).collect();
        for block in [
            format!("<table><tbody><tr><th>a</th><th>b</th><th>c</th></tr>{rows}</tbody></table>"),
            format!(
                "<ac:structured-macro ac:name=\"code\"><ac:plain-text-body><![CDATA[{lines}]]></ac:plain-text-body>\
                 </ac:structured-macro>"
            ),
            format!("<p>{sentences}</p>"),
        ] {
            let page = Document::parse(&format!("<p>First.</p>{block}<p>Last.</p>")).unwrap();
            let text = page.markdown(&ReadOptions::new()).text;
            let cut = text.len() * 2 / 3;
            let cut = cut + text[cut..].find(['\n', ' ']).unwrap();
            let loss = lost(&page, &text[cut..]).unwrap();
            assert!(loss.contains("the beginning of the page") && loss.contains("\"First.\""), "{loss}");
            assert!(lost(&page, &text[..text.len() - cut]).unwrap().contains("the end of the page"));
            assert_eq!(lost(&page, &text.replace("First.", "One.")), None);
        }
        let table = format!("<p>First.</p><table><tbody>{rows}</tbody></table>");
        let list: String = (0..1_500).map(|row| format!("- row {row}: ok, some words\n")).collect();
        let page = Document::parse(&table).unwrap();
        assert_eq!(lost(&page, &format!("First.\n\n{list}")), None, "the same words in another form");
    }

    #[test]
    fn an_end_that_is_meant_may_go() {
        let page = page(40);
        let text = page.markdown(&ReadOptions::new()).text;
        let last = text.find("## Section 39").unwrap();
        assert_eq!(lost(&page, &text[..last]), None, "one section");
        let middle = text.find("## Section 20").unwrap();
        let moved = format!("{}\n{}", &text[middle..], &text[..middle]);
        assert_eq!(lost(&page, &moved), None, "what was moved");
        let rewritten = format!("{}{}", &text[..middle], "## New\n\nOther words. ".repeat(200));
        assert_eq!(lost(&page, &rewritten), None, "what was rewritten");
        assert_eq!(lost(&page, &text.replace("## Section 2\n", "## Two\n")), None);
        let short = page.edit(&[
            Edit::replace_block("#b120".parse().unwrap(), "x"),
            Edit::replace_section("Section 38", "y"),
        ]);
        assert!(short.unwrap().losses.is_empty(), "what was replaced by name");
        let deletions: Vec<Edit> =
            (20..40).map(|number| Edit::delete_section(format!("Section {number}"))).collect();
        assert!(page.edit(&deletions).unwrap().losses.is_empty(), "what was deleted by name");
    }
}

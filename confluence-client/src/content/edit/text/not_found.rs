//! Why a text is not found, where the page shows it.

use std::ops::Range;

use super::shortened;
use crate::content::blocks::{Block, BlockId, BlockKind};
use crate::content::document::Document;
use crate::content::handle::Handle;
use crate::content::normalize::normalized;
use crate::content::render::Rendered;
use crate::folded::Folded;
use crate::storage::error::{ContentError, ContentErrorKind};
use crate::storage::seen;
use crate::storage::text::slice;

impl Document {
    pub(super) fn not_found(&self, find: &str, blocks: Range<BlockId>) -> ContentError {
        let text = shortened(find);
        let message = self.shown_otherwise(find, blocks).unwrap_or_else(|| {
            let named = match self.may_be_named(find) {
                true => format!("; if it is a mention, give `@{}`", text.trim()),
                false => String::new(),
            };
            format!(
                "`{text}` is not on the page; give the text as it is shown, without Markdown, from within one block{named}"
            )
        });
        ContentError::new(ContentErrorKind::NotFound, message)
    }

    /// What to look for in place of a text that a mention, a date, a link or a macro shows, wholly or in part.
    fn shown_otherwise(&self, find: &str, blocks: Range<BlockId>) -> Option<String> {
        let wanted = seen::one_line(&normalized(find));
        let shown = self.shown_to_author_of(find);
        let text = shortened(find);
        if let Some(table) = self.table_shown_as(find.trim(), &shown) {
            return Some(format!(
                "`{text}` is a row of the table {table}: change it by its handle, with an edit that sets a cell, or that \
                 inserts or deletes a row"
            ));
        }
        for atom in &shown.map.atoms {
            let markdown = slice(&shown.text, atom.start..atom.end);
            let seen_of_it = seen::line(&self.tree, atom.node..self.tree.after(atom.node));
            if markdown.contains(&wanted) || seen_of_it.contains(&wanted) {
                return Some(format!(
                    "`{text}` is not text by itself: `{}` shows it, and is replaced as a whole; give that in `find`, and \
                     Markdown in `replace`",
                    shortened(markdown)
                ));
            }
        }
        // Of blocks around blocks, the innermost.
        let found = blocks.clone().rev().find(|&id| normalized(&self.seen(id)).contains(&*wanted));
        let Some(block) = found else { return self.almost(&wanted, blocks) };
        let markdown = slice(&shown.text, shown.map.block(block));
        Some(format!(
            "`{text}` goes across what is not text in {}; give the Markdown as it is shown there, which is `{}`",
            Handle::of(block),
            near(markdown.trim(), &wanted)
        ))
    }
}

impl Document {
    /// The table that shows a line of Markdown as one of its rows, wholly or in part.
    fn table_shown_as(&self, line: &str, shown: &Rendered) -> Option<Handle> {
        let is_table = |(id, block): &(BlockId, &Block)| {
            block.kind == BlockKind::Table && slice(&shown.text, shown.map.block(*id)).contains(line)
        };
        let found = self.blocks.iter().filter(is_table).last().filter(|_| line.contains('|'));
        found.map(|(id, _)| Handle::of(id))
    }

    /// Whether a text may be the name of somebody whom the page mentions.
    fn may_be_named(&self, find: &str) -> bool {
        let find = find.trim();
        let is_name = find.starts_with(char::is_uppercase) && find.split_whitespace().count() <= 4;
        is_name && !self.mentions().is_empty()
    }

    /// A text that differs in its quotes, dashes or capitals alone.
    fn almost(&self, wanted: &str, blocks: Range<BlockId>) -> Option<String> {
        let wanted_text = Folded::of(wanted);
        let near = |id: BlockId| {
            let seen = seen::one_line(&self.seen(id));
            let place = Folded::of(&seen).find(&wanted_text).next()?;
            Some((id, seen.get(place)?.to_owned()))
        };
        let (id, found) = blocks.rev().find_map(near)?;
        Some(format!(
            "`{}` is not on the page to the letter; {} has `{}`: give that in `find`",
            shortened(wanted),
            Handle::of(id),
            shortened(&found)
        ))
    }
}

/// How much of the Markdown is shown of a block: what was looked for, and some words on both sides.
const BESIDE: usize = 60;

/// How many words of a text are looked for: enough for one that is rare, and each may cost a look at the whole block.
const WORDS: usize = 50;

/// The part of some Markdown, to the letter, where the longest word of the beginning of a text stands.
fn near(markdown: &str, text: &str) -> String {
    let words = text.split_whitespace().take(WORDS).filter(|word| markdown.contains(word));
    let at = words.max_by_key(|word| word.len()).and_then(|word| markdown.find(word)).unwrap_or(0);
    let start = markdown.floor_char_boundary(at.saturating_sub(BESIDE));
    let end = markdown.ceil_char_boundary((at + text.len() + BESIDE).min(markdown.len()));
    let shown = slice(markdown, start..end);
    let lead = if start > 0 { "..." } else { "" };
    let tail = if end < markdown.len() { "..." } else { "" };
    format!("{lead}{shown}{tail}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_and_a_mention_are_told_how_they_are_found() {
        let page = Document::parse(
            "<table><tbody><tr><th>k</th><th>v</th></tr><tr><td>a</td><td>b</td></tr></tbody></table>\
             <p>By <ac:link><ri:user ri:account-id=\"u1\" /></ac:link></p>",
        )
        .unwrap();
        let told = |find: &str| page.not_found(find, 0..page.blocks.len()).to_string();
        assert!(told("| a | b |").contains("a row of the table #b1"), "{}", told("| a | b |"));
        assert!(told("Ada Lovelace").contains("give `@Ada Lovelace`"), "{}", told("Ada Lovelace"));
        assert!(!told("nothing").contains('@'), "{}", told("nothing"));
    }

    #[test]
    fn a_text_that_differs_in_its_quotes_dashes_or_capitals_is_named() {
        let page =
            Document::parse("<p>The \u{201c}Plan\u{201d} \u{2013} it\u{2019}s done\u{2026} Now</p>").unwrap();
        for (find, found) in [
            ("\"plan\" - it's", "\u{201c}Plan\u{201d} \u{2013} it\u{2019}s"),
            ("done... now", "done\u{2026} Now"),
        ] {
            let error = page.not_found(find, 0..page.blocks.len());
            assert!(error.message().contains(&format!("has `{found}`")), "{error}");
        }
    }
}

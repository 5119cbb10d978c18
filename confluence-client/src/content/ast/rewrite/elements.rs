//! Elements of the storage format in a text, and tags of HTML around URLs.

use std::ops::Range;

use quick_xml::Reader;
use quick_xml::events::Event as Xml;

use super::Refused;
use crate::content::blocks::{BlockKind, Blocks};
use crate::storage::tag::Tag;
use crate::storage::text::slice;
use crate::storage::tree::{Dialect, Tree};

pub(super) fn has_storage(text: &str) -> bool {
    ["<ac:", "<ri:", "<at:", "</ac:", "</ri:", "</at:"].iter().any(|tag| text.contains(tag))
}

/// Whether what follows is a tag of the storage format.
pub(super) fn is_storage_tag(text: &str) -> bool {
    let name = text.strip_prefix("</").or_else(|| text.strip_prefix('<')).unwrap_or("");
    ["ac:", "ri:", "at:"].iter().any(|prefix| {
        name.strip_prefix(prefix)
            .is_some_and(|rest| rest.starts_with(|first: char| first.is_ascii_alphabetic()))
    })
}

/// The length of the element that a text begins with, or why it is none.
pub(super) fn element(text: &str) -> Result<usize, String> {
    let mut reader = Reader::from_str(text);
    reader.config_mut().allow_dangling_amp = true;
    let mut depth = 0_usize;
    loop {
        match reader.read_event().map_err(|error| error.to_string())? {
            Xml::Start(_) => depth += 1,
            Xml::End(_) => depth = depth.saturating_sub(1),
            Xml::Eof => return Err("it is never closed".to_owned()),
            _ => {}
        }
        if depth == 0 {
            let end = usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX);
            Tree::parse(slice(text, ..end), Dialect::Storage).map_err(|error| error.message().to_owned())?;
            return Ok(end);
        }
    }
}

pub(super) fn refused(offset: usize, tag: &str, reason: &str) -> Refused {
    let shown: String =
        tag.chars().take_while(|&character| !matches!(character, '>' | '\n')).take(60).collect();
    let message = format!(
        "`{shown}>` is storage format that is not well-formed ({reason}). Write the whole element, or in Markdown \
         ::toc for a macro, [@Name](user:ID) for a mention and the character itself for an emoji, or `\\<` for the text"
    );
    Refused { offset, message }
}

/// Whether an element is a block, and not part of a line.
pub(in super::super) fn is_block(element: &str) -> bool {
    let kinds = root_kinds(element);
    !kinds.is_empty() && kinds.iter().all(|kind| *kind != BlockKind::Run)
}

/// Whether an element is a block that cannot be part of a line, as an image or a macro without a body can.
pub(in super::super) fn tears_line(element: &str) -> bool {
    let tears = |kind: &BlockKind| {
        matches!(
            kind,
            BlockKind::Alert
                | BlockKind::Expand
                | BlockKind::Code
                | BlockKind::TextMacro
                | BlockKind::Container
                | BlockKind::TaskList
                | BlockKind::Layout
                | BlockKind::Extension
        )
    };
    root_kinds(element).iter().any(tears)
}

/// What the elements of a text are, if they can be read.
fn root_kinds(element: &str) -> Vec<BlockKind> {
    let Ok(tree) = Tree::parse(element, Dialect::Storage) else { return Vec::new() };
    let blocks = Blocks::of(&tree);
    blocks.roots().map(|root| blocks.at(root).kind).collect()
}

/// Whether text stands in the body of an element without a paragraph around it, as Markdown would.
pub(super) fn has_loose_text(element: &str) -> bool {
    let Ok(tree) = Tree::parse(element, Dialect::Storage) else { return false };
    let is_body = |node| {
        let tag = tree.tag(node);
        matches!(tag, Tag::RichTextBody | Tag::LayoutCell | Tag::LayoutSection | Tag::Layout)
    };
    let loose = (0..tree.len()).filter(|&node| tree.tag(node) == Tag::Text && is_body(tree.parent(node)));
    loose
        .map(|node| tree.characters(node))
        .any(|text| text.trim().contains('\n') || looks_like_markdown(&text))
}

fn looks_like_markdown(text: &str) -> bool {
    let text = text.trim();
    text.contains("**")
        || text.contains("](")
        || text.starts_with(['#', '|', '>'])
        || text.starts_with("- ")
        || text.starts_with("```")
}

/// Whether nothing else stands on the lines of a range.
pub(super) fn is_alone(text: &str, range: Range<usize>) -> bool {
    let before = slice(text, ..range.start);
    let after = slice(text, range.end..).lines().next().unwrap_or("");
    (before.is_empty() || before.ends_with('\n')) && after.trim().is_empty()
}

/// Whether a tag opens or closes an element in which a URL is no link of its own; `None` for any other tag.
pub(super) fn inside_of(tag: &str) -> Option<bool> {
    let (opens, rest) = match tag.strip_prefix("</") {
        Some(rest) => (false, rest),
        None => (true, tag.strip_prefix('<')?),
    };
    let end = rest.find(|sign: char| !sign.is_ascii_alphanumeric()).unwrap_or(rest.len());
    let name = slice(rest, ..end).to_ascii_lowercase();
    let counts =
        matches!(&*name, "a" | "code" | "pre" | "kbd" | "samp" | "tt" | "script" | "style" | "summary");
    (counts && !tag.ends_with("/>")).then_some(opens)
}

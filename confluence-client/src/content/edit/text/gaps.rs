//! What is seen between the letters of a line and is no letter: a text is not found across it.

use crate::content::source_chars::SourceChar;
use crate::invisible::is_blank;
use crate::invisible::is_invisible;
use crate::storage::seen::{self, OBJECT};
use crate::storage::tag::Tag;
use crate::storage::tree::{NodeId, Tree};

/// The characters of a line with a blank for each line break, and a sign that no text has for a mention, a date, or
/// whatever else is seen.
pub(super) fn with_gaps(tree: &Tree, line: Vec<SourceChar>) -> Vec<SourceChar> {
    let mut found: Vec<SourceChar> = Vec::with_capacity(line.len());
    for unit in line {
        if let Some(before) = found.last().filter(|before| before.node < unit.node)
            && let Some((character, node)) = between(tree, before.node, unit.node)
        {
            found.push(SourceChar { character, node, bytes: tree.span(node) });
        }
        found.push(unit);
    }
    found
}

/// What is seen between two texts.
fn between(tree: &Tree, one: NodeId, other: NodeId) -> Option<(char, NodeId)> {
    let mut line_break = None;
    for node in one + 1..other {
        match tree.tag(node) {
            Tag::Br => line_break = Some((' ', node)),
            Tag::Image | Tag::AdfExtension => return Some((OBJECT, node)),
            Tag::Placeholder if tree.after(node) <= other => return Some((OBJECT, node)),
            Tag::Macro | Tag::Time | Tag::Emoticon | Tag::RiUser | Tag::Link
                if is_seen(tree, node, other) =>
            {
                return Some((OBJECT, node));
            }
            _ => {}
        }
    }
    line_break
}

/// Whether something is seen that has no letters in the line.
fn is_seen(tree: &Tree, node: NodeId, next: NodeId) -> bool {
    let after = tree.after(node);
    let has_words =
        tree.tag(tree.parent(node)) == Tag::Link && seen::link_body(tree, tree.parent(node)).is_some();
    after <= next && !has_words && !seen::line(tree, node..after).is_empty()
}

/// The characters as they are copied: every run of blanks one blank, nothing that nobody sees.
pub(super) fn as_copied(chars: Vec<SourceChar>) -> Vec<SourceChar> {
    let mut copied: Vec<SourceChar> = Vec::with_capacity(chars.len());
    for found_char in chars.into_iter().filter(|found_char| !is_invisible(found_char.character)) {
        let blank = is_blank(found_char.character);
        let another = |last: &SourceChar| last.character == ' ' && last.node == found_char.node;
        if !blank || !copied.last().is_some_and(another) {
            copied
                .push(SourceChar { character: if blank { ' ' } else { found_char.character }, ..found_char });
        }
    }
    copied
}

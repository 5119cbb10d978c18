//! Links within a page, and the headings that they lead to.
//!
//! How Confluence names the place of a heading differs by deployment and editor. A link of Markdown, `[Set up](#set-up)`,
//! names it as GitHub does; so the heading is given an anchor of that name, which works everywhere.

use std::collections::{BTreeSet, HashMap};

use super::blocks::BlockKind;
use super::document::Document;
use super::splice::{Splice, apply};
use super::writing::Writing;
use crate::storage::tag::Tag;
use crate::storage::text::attribute_into;

/// Gives each heading that a new link leads to an anchor; tells of links that lead nowhere. `None` if nothing changes.
pub(crate) fn connect(document: &Document, writing: &Writing<'_>) -> Option<String> {
    let wanted = writing.take_anchors();
    if wanted.is_empty() {
        return None;
    }
    let known = anchors(document);
    let headings = headings(document);
    let mut given = BTreeSet::new();
    let mut splices = Vec::new();
    for (anchor, position) in wanted {
        if known.contains(&anchor) || !given.insert(anchor.clone()) {
            continue;
        }
        match headings.get(&anchor).or_else(|| headings.get(&anchor.to_lowercase())) {
            Some(&at) => splices.push(Splice::insert(at, macro_of(&anchor))),
            None => {
                let message = format!(
                    "the link to `#{anchor}` leads nowhere: the page has no such heading; write `:anchor{{default={anchor}}}` \
                     where it should lead"
                );
                writing.note_at(position, message);
            }
        }
    }
    (!splices.is_empty()).then(|| apply(document.storage(), splices))
}

/// The names of the anchors on a page.
fn anchors(document: &Document) -> BTreeSet<String> {
    let tree = &document.tree;
    let macros =
        (0..tree.len()).filter(|&node| tree.tag(node) == Tag::Macro && tree.macro_name(node) == "anchor");
    macros.filter_map(|node| tree.macro_parameter(node, "").map(std::borrow::Cow::into_owned)).collect()
}

/// Where the text of each heading begins, by the name that GitHub gives it and by its title.
fn headings(document: &Document) -> HashMap<String, usize> {
    let mut found = HashMap::new();
    let mut counts: HashMap<String, usize> = HashMap::new();
    for (id, block) in document.blocks.iter().filter(|(_, block)| matches!(block.kind, BlockKind::Heading(_)))
    {
        let title = document.title(id);
        let slug = slug(&title);
        let count = counts.entry(slug.clone()).or_default();
        let name = if *count == 0 { slug } else { format!("{slug}-{count}") };
        *count += 1;
        if !document.tree.is_empty_element(block.node()) {
            let at = document.tree.inner_span(block.node()).start;
            found.entry(name).or_insert(at);
            found.entry(title).or_insert(at);
        }
    }
    found
}

/// The name that GitHub gives to a heading: small letters, hyphens for blanks, no punctuation.
fn slug(title: &str) -> String {
    let kept = title.trim().chars().filter(|sign| sign.is_alphanumeric() || matches!(sign, ' ' | '-' | '_'));
    kept.flat_map(char::to_lowercase).map(|sign| if sign == ' ' { '-' } else { sign }).collect()
}

fn macro_of(anchor: &str) -> String {
    let mut text =
        String::from("<ac:structured-macro ac:name=\"anchor\" ac:schema-version=\"1\"><ac:parameter");
    attribute_into(&mut text, "ac:name", "");
    text.push('>');
    crate::storage::text::escape_into(&mut text, anchor);
    text.push_str("</ac:parameter></ac:structured-macro>");
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_are_named_as_github_names_them() {
        assert_eq!(slug("Set up"), "set-up");
        assert_eq!(slug("What's new in 2.0?"), "whats-new-in-20");
        assert_eq!(slug("Größe & Maß"), "größe--maß");
    }
}

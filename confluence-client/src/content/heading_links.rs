//! Links within a page, and the headings that they lead to.
//!
//! How Confluence names the place of a heading differs by deployment and editor. A link of Markdown, `[Set up](#set-up)`,
//! names it as GitHub does; so the heading is given an anchor of that name, which works everywhere.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap};

use super::blocks::BlockKind;
use super::document::Document;
use super::splice::{Splice, apply};
use super::writing::Writing;
use crate::storage::tag::Tag;
use crate::storage::text::attribute_into;
use crate::storage::tree::NodeId;

/// The anchors that headings were given, and the page with them.
#[derive(Debug, Default)]
pub(crate) struct Connected {
    /// `None` if nothing changes.
    pub(crate) storage: Option<String>,
    pub(crate) given: BTreeSet<String>,
}

/// Gives each heading that a new link leads to an anchor, and each that lost its own though a link of the page leads to
/// it; tells of links that lead nowhere.
pub(crate) fn connect(base: Option<&Document>, document: &Document, writing: &Writing<'_>) -> Connected {
    let written = writing.take_anchors().into_iter().map(|(anchor, position)| (anchor, Some(position)));
    let cut_off = base.map(|base| cut_off(base, document)).unwrap_or_default();
    let wanted: Vec<_> = written.chain(cut_off.into_iter().map(|anchor| (anchor, None))).collect();
    if wanted.is_empty() {
        return Connected::default();
    }
    let known = anchors(document);
    let headings = headings(document);
    let (mut given, mut told) = (BTreeSet::new(), BTreeSet::new());
    let mut splices = Vec::new();
    for (anchor, position) in wanted {
        if known.contains(&anchor) || !told.insert(anchor.clone()) {
            continue;
        }
        if let Some(&at) = headings.get(&anchor).or_else(|| headings.get(&anchor.to_lowercase())) {
            splices.push(Splice::insert(at, macro_of(&anchor)));
            given.insert(anchor);
            continue;
        }
        let instead = format!("write `:anchor{{default={anchor}}}` where it should lead");
        match position {
            Some(position) => {
                let why = "the page has no such heading";
                writing.note_at(position, format!("the link to `#{anchor}` leads nowhere: {why}; {instead}"));
            }
            None => {
                let why = "the heading or the anchor that it led to is gone";
                writing.note(format!("the link to `#{anchor}` leads nowhere now: {why}; {instead}"));
            }
        }
    }
    Connected { storage: (!splices.is_empty()).then(|| apply(document.storage(), splices)), given }
}

/// The places that links of a result lead to, and that only the base has.
fn cut_off(base: &Document, result: &Document) -> Vec<String> {
    let mut targets = targets(result);
    if targets.is_empty() {
        return Vec::new();
    }
    let known = anchors(result);
    targets.retain(|target| !known.contains(target));
    let before = anchors(base);
    let (mut old, mut new) = (None, None);
    targets.retain(|target| {
        let names = |found: &HashMap<String, usize>| found.contains_key(target);
        before.contains(target)
            || names(old.get_or_insert_with(|| headings(base)))
                && !names(new.get_or_insert_with(|| headings(result)))
    });
    targets.into_iter().collect()
}

/// The places on a page that its own links lead to.
pub(crate) fn targets(document: &Document) -> BTreeSet<String> {
    let tree = &document.tree;
    let is_here = |&node: &NodeId| {
        tree.tag(node) == Tag::Link && !tree.children(node).any(|child| tree.tag(child).is_resource())
    };
    let links = (0..tree.len()).filter(is_here);
    let named = links.filter_map(|node| tree.attribute(node, "ac:anchor"));
    named.filter(|anchor| !anchor.is_empty()).map(Cow::into_owned).collect()
}

/// Whether an anchor has the name by which links of Markdown lead to a heading.
pub(crate) fn is_named_by(anchor: &str, title: &str) -> bool {
    let slug_of_title = slug(title);
    let counted =
        anchor.rsplit_once('-').filter(|(_, number)| number.bytes().all(|digit| digit.is_ascii_digit()));
    anchor == title
        || [Some(anchor), counted.map(|(name, _)| name)]
            .into_iter()
            .flatten()
            .any(|name| slug(name) == slug_of_title)
}

/// The names of the anchors on a page.
fn anchors(document: &Document) -> BTreeSet<String> {
    let tree = &document.tree;
    (0..tree.len()).filter_map(|node| tree.anchor_name(node)).map(Cow::into_owned).collect()
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

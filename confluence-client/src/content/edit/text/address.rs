//! Links that show where they lead: whoever changes the URL that is read changes the one that is followed.

use std::ops::Range;

use super::shortened;
use crate::content::document::Document;
use crate::content::source_chars::SourceChar;
use crate::content::splice::Splice;
use crate::storage::tag::Tag;
use crate::storage::text::{Segment, attribute_value_into, part, segments, slice};
use crate::storage::tree::NodeId;

/// What a text may lack of the URL that it shows.
const LEADS: [&str; 4] = ["", "https://", "http://", "mailto:"];

/// The longest link that is looked at, in bytes: no URL is as long, and a text may be found at each of its letters.
const LONGEST_LINK: usize = 4_000;

/// A link, and the part of a line that is its text.
struct Link {
    node: NodeId,
    chars: Range<usize>,
}

/// What becomes of the URLs of the links in a text that changes.
#[derive(Default)]
pub(super) struct Addresses {
    /// Of those that change alike.
    pub(super) splices: Vec<Splice>,
    /// The tags of these links, up to their URLs.
    pub(super) tags: Vec<Range<usize>>,
    /// Where a link leads as before whose text looks like a URL and changes.
    pub(super) left: Option<String>,
}

impl Document {
    /// The changes of URLs that are the text that changes; `changes` are parts of a line and what they become.
    pub(super) fn addresses(&self, chars: &[SourceChar], changes: &[(Range<usize>, String)]) -> Addresses {
        let mut found = Addresses::default();
        let mut done: Option<NodeId> = None;
        for (range, _) in changes {
            let Some(link) = self.link_around(chars, range).filter(|link| done != Some(link.node)) else {
                continue;
            };
            done = Some(link.node);
            let is_inside =
                |range: &Range<usize>| link.chars.start <= range.start && range.end <= link.chars.end;
            let inside: Vec<&(Range<usize>, String)> =
                changes.iter().filter(|(range, _)| is_inside(range)).collect();
            // A link that loses all its text goes with it.
            let removed: usize = inside.iter().map(|(range, _)| range.len()).sum();
            if removed == link.chars.len() && inside.iter().all(|(_, text)| text.is_empty()) {
                continue;
            }
            match self.new_address(chars, &link, &inside) {
                Some(changed) => {
                    let start = self.tree.span(link.node).start;
                    found.tags.extend(changed.last().map(|splice| start..splice.range.end));
                    found.splices.extend(changed);
                }
                None => found.left = found.left.or_else(|| self.address_shown(chars, &link)),
            }
        }
        found
    }

    fn link_around(&self, chars: &[SourceChar], range: &Range<usize>) -> Option<Link> {
        // What is added belongs to what it follows.
        let at = if range.is_empty() { range.start.saturating_sub(1) } else { range.start };
        let first = chars.get(at)?.node;
        let node = self.tree.upward(first).find(|&node| self.tree.tag(node) == Tag::A)?;
        if self.tree.inner_span(node).len() > LONGEST_LINK {
            return None;
        }
        let is_inside = |unit: &SourceChar| (node..self.tree.after(node)).contains(&unit.node);
        let before = part(chars, ..at).iter().rev().take_while(|unit| is_inside(unit)).count();
        let start = at - before;
        let length = chars.iter().skip(start).take_while(|unit| is_inside(unit)).count();
        Some(Link { node, chars: start..start + length })
    }

    /// The changes of the URL; `None` if it is another one than the text, or the new text is none.
    fn new_address(
        &self,
        chars: &[SourceChar],
        link: &Link,
        changes: &[&(Range<usize>, String)],
    ) -> Option<Vec<Splice>> {
        let shown = text_of(chars, &link.chars);
        let href = self.tree.attribute(link.node, "href")?;
        let lead = LEADS.iter().find(|lead| href.strip_prefix(**lead) == Some(shown.as_str()))?;
        let span = self.tree.attribute_span(link.node, "href")?;
        let place = |at: usize| lead.len() + text_of(chars, &(link.chars.start..at)).len();
        let (mut address, mut done) = (String::new(), 0);
        let mut splices = Vec::with_capacity(changes.len());
        for (range, text) in changes {
            let (from, to) = (place(range.start), place(range.end));
            address.push_str(href.get(done..from)?);
            address.push_str(text);
            done = to;
            let raw = slice(self.storage(), span.clone());
            let bytes = span.start + raw_place(raw, from)?..span.start + raw_place(raw, to)?;
            splices.push(Splice::new(bytes, attribute_value(text)));
        }
        address.push_str(href.get(done..)?);
        let is_address = match href.starts_with("mailto:") {
            true => address.starts_with("mailto:") && address.contains('@'),
            false => address.split_once("://").is_some_and(|(scheme, host)| {
                scheme.bytes().all(|byte| byte.is_ascii_alphabetic()) && host.contains('.')
            }),
        };
        (is_address && !address.contains(char::is_whitespace)).then_some(splices)
    }

    /// Where a link leads whose text looks like a URL.
    fn address_shown(&self, chars: &[SourceChar], link: &Link) -> Option<String> {
        let shown = text_of(chars, &link.chars);
        let is_address = shown.contains("://") || shown.starts_with("www.") || shown.contains('@');
        let href = self.tree.attribute(link.node, "href")?;
        (is_address && !shown.contains(' ')).then(|| shortened(&href))
    }
}

fn text_of(chars: &[SourceChar], range: &Range<usize>) -> String {
    chars.iter().skip(range.start).take(range.len()).map(|unit| unit.character).collect()
}

/// Where a place of a value stands in its bytes; `None` in the middle of a character reference.
fn raw_place(raw: &str, wanted: usize) -> Option<usize> {
    let (mut decoded, mut bytes) = (0, 0);
    for (segment, text) in segments(raw) {
        if decoded == wanted {
            return Some(bytes);
        }
        let length = match &segment {
            Segment::Literal => text.len(),
            Segment::Entity(value) => value.len(),
        };
        if wanted < decoded + length {
            return matches!(segment, Segment::Literal).then_some(bytes + wanted - decoded);
        }
        decoded += length;
        bytes += text.len();
    }
    (decoded == wanted).then_some(bytes)
}

fn attribute_value(text: &str) -> String {
    let mut value = String::new();
    attribute_value_into(&mut value, text);
    value
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_of_a_value_are_found_in_its_bytes() {
        assert_eq!(raw_place("a=1&amp;b=2", 4), Some(8));
        assert_eq!(raw_place("a=1&amp;b=2", 3), Some(3));
        assert_eq!(raw_place("abc", 3), Some(3));
        assert_eq!(raw_place("abc", 4), None);
    }
}

//! Text in the body of a macro around plain text, which stands in one or several sections of CDATA.

use std::ops::Range;

use super::{Change, Found, within_bounds};
use crate::content::blocks::BlockId;
use crate::content::document::Document;
use crate::content::splice::Splice;
use crate::storage::macros::Body;
use crate::storage::tag::Tag;
use crate::storage::text::{cdata_into, slice};
use crate::storage::tree::NodeId;

/// The sections of a body: where each begins in the text that they make up, and its bytes on the page.
struct Sections(Vec<(usize, Range<usize>)>);

impl Document {
    pub(super) fn find_in_code(&self, id: BlockId, find: &str, replace: &str, found: &mut Vec<Found>) {
        let Some(node) = self.blocks.get(id).map(|block| block.node()) else { return };
        let Body::Plain(body) = self.tree.macro_body(node) else { return };
        let (text, sections) = self.sections(body);
        if text.len() < find.len() {
            return;
        }
        for (at, matched) in text.match_indices(find) {
            if within_bounds(found.len() + 1, replace).is_err() {
                found.push(Found { block: id, change: Change::default(), stuck: None });
                break;
            }
            let span = sections.place(at, true)..sections.place(at + matched.len(), false);
            let mut cdata = String::new();
            cdata_into(&mut cdata, replace);
            let written = cdata.trim_start_matches("<![CDATA[").strip_suffix("]]>").unwrap_or("").to_owned();
            let splices = vec![Splice::new(span, written)];
            let change = Change { splices, ..Change::default() };
            found.push(Found { block: id, change, stuck: None });
        }
    }

    fn sections(&self, body: NodeId) -> (String, Sections) {
        let mut text = String::new();
        let mut sections = Vec::new();
        for section in self.tree.children(body).filter(|&child| self.tree.tag(child) == Tag::CData) {
            let inner = self.tree.inner_span(section);
            sections.push((text.len(), inner.clone()));
            text.push_str(slice(self.storage(), inner));
        }
        (text, Sections(sections))
    }
}

impl Sections {
    /// Where a place of the text is on the page. Between two sections, a text begins in the second, and ends in the first.
    fn place(&self, at: usize, is_start: bool) -> usize {
        let after = self.0.partition_point(|(start, _)| if is_start { *start <= at } else { *start < at });
        let section = after.checked_sub(1).and_then(|index| self.0.get(index));
        section.map_or(0, |(start, bytes)| bytes.start + at - start)
    }
}

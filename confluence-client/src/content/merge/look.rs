//! How a block looks, as far as Markdown says it.

use super::merger::{Merger, Pair};
use crate::content::blocks::BlockKind;
use crate::content::splice::Splice;

impl Merger<'_> {
    /// Aligns a paragraph or a heading as its new text says. One that says nothing leaves it as it is: Markdown that is
    /// read does not show how a text is aligned.
    pub(super) fn set_alignment(&mut self, pair: &Pair<'_>) {
        let kind = self.base.kind(pair.id);
        let Some(align) = pair.new.align.filter(|_| kind != Some(BlockKind::Run)) else { return };
        let tree = &self.base.document.tree;
        let wanted = format!("text-align: {align};");
        let style = tree.attribute(pair.node, "style").unwrap_or_default();
        let (mut others, mut is_same) = (String::new(), false);
        for set in style.split(';').map(str::trim).filter(|set| !set.is_empty()) {
            match set.split_once(':') {
                Some((name, value)) if name.trim() == "text-align" => is_same = value.trim() == align,
                _ => others.extend([set, "; "]),
            }
        }
        if is_same {
            return;
        }
        self.splices.push(match tree.attribute_span(pair.node, "style") {
            Some(span) => Splice::new(span, escaped(&(others + &wanted))),
            None => {
                let at = tree.span(pair.node).start + 1 + tree.name(pair.node).len();
                Splice::insert(at, format!(" style=\"{wanted}\""))
            }
        });
    }
}

/// The value of an attribute as it stands in storage.
fn escaped(value: &str) -> String {
    value.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;")
}

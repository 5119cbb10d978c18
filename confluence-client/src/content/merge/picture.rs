//! An image that changed.

use std::borrow::Cow;

use super::inline::word_changes;
use super::merger::{Merger, Pair};
use crate::content::ast::{Inline, InlineKind, plain};
use crate::content::normalize::normalized;
use crate::content::source_chars::source_chars_of;
use crate::content::splice::Splice;
use crate::storage::error::ContentError;
use crate::storage::tag::Tag;
use crate::storage::text::part;

impl Merger<'_> {
    /// Where only the caption changed, its words are replaced, so that what Markdown does not show of it stays.
    pub(super) fn picture(&mut self, pair: &Pair<'_>) -> Result<(), ContentError> {
        match self.caption(pair) {
            Some(splices) => {
                self.splices.extend(splices);
                Ok(())
            }
            None => self.replace(pair.group, pair.new, pair.container),
        }
    }

    fn caption(&self, pair: &Pair<'_>) -> Option<Vec<Splice>> {
        let (old, _) = only_picture(&pair.old.inline)?;
        let (new, caption) = only_picture(&pair.new.inline)?;
        if old != new || caption.is_empty() {
            return None;
        }
        let tree = &self.base.document.tree;
        let known = tree.child(pair.node, Tag::ImageCaption)?;
        let chars = source_chars_of(tree, tree.descendants(known));
        let shown: String = chars.iter().map(|one| one.character).collect();
        word_changes(tree, &chars, &shown, caption)
    }
}

/// The address and the text of an image that is all of a line and has no attributes, and its caption.
fn only_picture<'p>(pieces: &'p [Inline<'_>]) -> Option<((Cow<'p, str>, String), &'p str)> {
    let (first, rest) = pieces.split_first()?;
    let InlineKind::ImageOpen { uri, title, attributes } = &first.kind else { return None };
    let ends = rest.iter().position(|piece| piece.kind == InlineKind::ImageClose)? + 1 == rest.len();
    let text = || normalized(&plain(part(rest, ..rest.len() - 1))).into_owned();
    (ends && attributes.is_empty()).then(|| ((normalized(uri), text()), &**title))
}

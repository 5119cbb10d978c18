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
            None => {
                self.handles.look_near(pair.group.span.clone());
                let mut emitter = self.emitter();
                emitter.images.push_back(pair.node);
                emitter.block(pair.new, pair.container)?;
                let text = self.rewrapped(&pair.group.blocks, emitter.out);
                self.instead(pair.group, text);
                Ok(())
            }
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

/// The URL and the text of an image that is all of a line and has no attributes, and its caption.
fn only_picture<'p>(pieces: &'p [Inline<'_>]) -> Option<((Cow<'p, str>, String), &'p str)> {
    let (first, rest) = pieces.split_first()?;
    let InlineKind::ImageOpen { uri, title, attributes } = &first.kind else { return None };
    let ends = rest.iter().position(|piece| piece.kind == InlineKind::ImageClose)? + 1 == rest.len();
    let text = || normalized(&plain(part(rest, ..rest.len() - 1))).into_owned();
    (ends && attributes.is_empty()).then(|| ((normalized(uri), text()), &**title))
}

#[cfg(test)]
mod tests {
    use crate::content::document::Document;
    use crate::content::edit::Edit;
    use crate::content::render::ReadOptions;

    #[test]
    fn another_file_stands_in_the_same_element() {
        let image = "<ac:image ac:width=\"300\" ac:align=\"center\" ac:alt=\"plan\"><ri:attachment ri:filename=\"a.png\" /><ac:caption><p><em>Fig.</em> 1</p></ac:caption></ac:image>";
        for page in [
            image.to_owned(),
            format!("<p>See {image} there.</p>"),
            format!("<table><tbody><tr><td>{image}</td><td>b</td></tr></tbody></table>"),
            format!("<ul><li>{image}</li></ul>"),
        ] {
            let document = Document::parse(&page).unwrap();
            let text = document.markdown(&ReadOptions::new()).text;
            let edited = document.edit(&[Edit::page_markdown(text.replace("a.png", "b.png"))]).unwrap();
            assert_eq!(edited.storage, page.replace("a.png", "b.png"));
        }
    }
}

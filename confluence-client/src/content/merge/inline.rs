//! A line that changed.
//!
//! If only words changed, only their bytes are replaced, so that everything that Markdown does not show stays where it
//! is. Else what is between its unchanged ends is written anew, from the same links, images and mentions, and what was
//! hidden is put back around the text it was around.

use std::borrow::Cow;
use std::collections::VecDeque;
use std::ops::Range;

use super::align::common;
use super::merger::{Merger, Pair};
use crate::content::ast::{Inline, InlineKind};
use crate::content::blocks::{BlockId, BlockKind};
use crate::content::emit::Emoticons;
use crate::content::normalize::normalized;
use crate::content::rewrap::{Wrapper, rewrap};
use crate::content::source_chars::{SourceChar, line_chars};
use crate::content::splice::Splice;
use crate::invisible::{is_blank, is_space};
use crate::storage::emoji;
use crate::storage::error::ContentError;
use crate::storage::tag::Tag;
use crate::storage::text::{part, slice};
use crate::storage::tree::{NodeId, Tree};
use crate::wide::is_wide;
pub(crate) use phrases::as_phrases;
use runs::Runs;
pub(crate) use written::word_splices;
use written::{brings_emoticon, cuts_one, written};

mod comments;
mod directives;
mod ends;
mod lookalikes;
mod phrases;
mod runs;
mod written;

impl Merger<'_> {
    pub(super) fn line(&mut self, pair: &Pair<'_>) -> Result<(), ContentError> {
        self.inlines(pair.id, &pair.old.inline, &pair.new.inline)
    }

    pub(super) fn inlines(
        &mut self,
        id: BlockId,
        old: &[Inline<'_>],
        new: &[Inline<'_>],
    ) -> Result<(), ContentError> {
        let Some(block) = self.base.document.blocks.get(id) else { return Ok(()) };
        let tree = &self.base.document.tree;
        let inner = match block.kind {
            BlockKind::Run => self.seen_of(self.base.span(id)),
            _ => tree.inner_span(block.node()),
        };
        if let Some(splices) = self.words(id, old, new) {
            match self.comments_on_their_words(id, &inner, &splices) {
                Some(text) => self.splices.push(Splice::new(inner, text)),
                None => self.splices.extend(splices),
            }
            return Ok(());
        }
        let middle = self.middle(id, &inner, (old, new));
        let (inner, is_part) = match &middle {
            Some(middle) => (middle.bytes.clone(), true),
            None => (inner, block.kind == BlockKind::Run),
        };
        self.handles.look_near(self.base.span(id));
        let mut emitter = self.emitter();
        emitter.emoticons = self.emoticons(id, &inner);
        emitter.statuses = self.changed_atoms(id, new, "status", |tree, node| {
            tree.tag(node) == Tag::Macro && tree.macro_name(node) == "status"
        });
        emitter.placeholders =
            self.changed_atoms(id, new, "placeholder", |tree, node| tree.tag(node) == Tag::Placeholder);
        emitter.images = self.changed_images(id, new);
        emitter.kept = lookalikes::kept(self, id, old, new);
        emitter.kept.extend(self.same_directives(id, new));
        emitter.inline(middle.as_ref().map_or(new, |middle| &middle.pieces))?;
        let text = self.rewrapped_within(id, &inner, emitter.out);
        if is_part || inner.end < self.base.span(id).end {
            self.splices.push(Splice::new(inner, text));
        } else {
            let name = tree.name(block.node());
            self.splices.push(Splice::new(self.base.span(id), format!("<{name}>{text}</{name}>")));
        }
        Ok(())
    }

    /// A run of text without the blanks at its ends: beside it may stand a macro.
    fn seen_of(&self, span: Range<usize>) -> Range<usize> {
        let text = slice(self.base.document.storage(), span.clone());
        let start = span.start + (text.len() - text.trim_start_matches(is_space).len());
        let end = span.start + text.trim_end_matches(is_space).len();
        if start < end { start..end } else { span }
    }

    fn emoticons(&self, id: BlockId, within: &Range<usize>) -> Emoticons {
        let document = self.base.document;
        let (tree, block) = (&document.tree, document.blocks.at(id));
        let nodes = block.line_nodes(tree);
        let mut emoticons = Emoticons::default();
        let is_one =
            |node: &NodeId| tree.tag(*node) == Tag::Emoticon && within.contains(&tree.span(*node).start);
        for node in nodes.filter(is_one) {
            if let Some(picture) = emoji::picture(tree, node) {
                emoticons.add(&picture, tree.raw(node));
            }
        }
        emoticons
    }

    /// The statuses of a block, or its placeholders, that a new line does not show as they are, if it has others in
    /// their place.
    fn changed_atoms(
        &self,
        id: BlockId,
        new: &[Inline<'_>],
        name: &str,
        is_one: fn(&Tree, NodeId) -> bool,
    ) -> VecDeque<NodeId> {
        let is_named = |kind: &InlineKind<'_>| matches!(kind, InlineKind::Directive(directive) if directive.name == name);
        let named = new.iter().filter(|piece| is_named(&piece.kind));
        let shown = named.map(|piece| normalized(self.new.slice(piece.range.clone())));
        let markdown =
            |node| self.base.markdown_of_node(node).map(|markdown| normalized(markdown).into_owned());
        let tree = &self.base.document.tree;
        self.not_shown(id, shown.collect(), |node| markdown(node).filter(|_| is_one(tree, node)))
    }

    /// The images of a block that a new line does not show, if it has others in their place.
    fn changed_images(&self, id: BlockId, new: &[Inline<'_>]) -> VecDeque<NodeId> {
        let shown = new.iter().filter_map(|piece| match &piece.kind {
            InlineKind::ImageOpen { uri, .. } => Some(normalized(uri)),
            _ => None,
        });
        let tree = &self.base.document.tree;
        let address = |node| normalized(&tree.address(node)).into_owned();
        self.not_shown(id, shown.collect(), |node| (tree.tag(node) == Tag::Image).then(|| address(node)))
    }

    /// The elements of a block whose words are not among those that are shown, each of which stands for one, if there are
    /// any. What has no words is none of these elements.
    fn not_shown(
        &self,
        id: BlockId,
        mut shown: Vec<Cow<'_, str>>,
        words: impl Fn(NodeId) -> Option<String>,
    ) -> VecDeque<NodeId> {
        if shown.is_empty() {
            return VecDeque::new();
        }
        let document = self.base.document;
        let is_changed = |node: &NodeId| {
            words(*node).is_some_and(|words| {
                let place = shown.iter().position(|shown| **shown == *words);
                place.map(|place| shown.swap_remove(place)).is_none()
            })
        };
        document.blocks.at(id).line_nodes(&document.tree).filter(is_changed).collect()
    }

    /// Puts what Markdown hides back into rewritten storage: comment anchors, colours.
    pub(super) fn rewrapped(&self, ids: &[BlockId], text: String) -> String {
        let document = self.base.document;
        let shows_comments = self.base.rendered.map.comments;
        let all = 0..document.storage().len();
        let wrappers = ids.iter().flat_map(|&id| Wrapper::hidden_in(document, id, &all, shows_comments));
        let wrappers: Vec<Wrapper> = wrappers.collect();
        rewrap(text, &wrappers)
    }

    /// The same for a part of a line.
    fn rewrapped_within(&self, id: BlockId, bytes: &Range<usize>, text: String) -> String {
        let shows_comments = self.base.rendered.map.comments;
        rewrap(text, &Wrapper::hidden_in(self.base.document, id, bytes, shows_comments))
    }

    /// The changes of single words, if the lines differ in nothing else.
    fn words(&self, id: BlockId, old: &[Inline<'_>], new: &[Inline<'_>]) -> Option<Vec<Splice>> {
        let before = Runs::of(old, self.old);
        let after = Runs::of(new, self.new);
        if !before.is_marked_as(&after) {
            return None;
        }
        let chars = line_chars(&self.base.document.tree, self.base.document.blocks.get(id)?);
        let mapped = before.locate(&chars)?;
        let mut splices = Vec::new();
        for ((one, other), at) in before.texts.iter().zip(&after.texts).zip(mapped) {
            if normalized(one) == normalized(other) {
                continue;
            }
            let here = at.and_then(|range| chars.get(range))?;
            let tree = &self.base.document.tree;
            splices.extend(word_changes(tree, here, one, other)?);
            let card = here.first().and_then(|first| end_of_card(tree, first.node, (one, other)));
            splices.extend(card.filter(|end| !splices.contains(end)));
        }
        // An emoticon that stands elsewhere now is one there too, which takes the line as a whole.
        (!brings_emoticon(&self.base.document.tree, &chars, &splices)).then_some(splices)
    }
}

/// The changes of words by which a text becomes another, those left out that change nothing that is seen.
pub(super) fn word_changes(tree: &Tree, chars: &[SourceChar], old: &str, new: &str) -> Option<Vec<Splice>> {
    let mut splices = Vec::new();
    for (range, text) in as_phrases(tree, chars, hunks(old, new)) {
        let removed: String = part(chars, range.clone()).iter().map(|one| one.character).collect();
        if normalized(&removed) == normalized(&text) {
            continue;
        }
        match range.start.checked_sub(1).and_then(|before| chars.get(before)) {
            // The words of a comment did not change, so that what is new behind them is none of its.
            Some(before) if range.is_empty() && !cuts_one(chars, range.start) => {
                let at = behind_comments(tree, before);
                splices.push(Splice::insert(at, written(tree, before.node, &text)));
            }
            _ => splices.extend(word_splices(tree, chars, range, &text)?),
        }
    }
    Some(splices)
}

/// The changes by which a text becomes another to the letter, word by word. `None` if there is nothing to hold on to.
pub(super) fn exact_changes(tree: &Tree, chars: &[SourceChar], old: &str, new: &str) -> Option<Vec<Splice>> {
    let mut splices = Vec::new();
    for (range, text) in changes(old, new, str::to_owned) {
        splices.extend(word_splices(tree, chars, range, &text)?);
    }
    Some(splices)
}

/// Where something goes that is new behind a character.
fn behind_comments(tree: &Tree, before: &SourceChar) -> usize {
    let mut at = before.bytes.end;
    for node in tree.upward(tree.parent(before.node)) {
        if tree.tag(node) != Tag::CommentMarker || tree.inner_span(node).end != at {
            break;
        }
        at = tree.span(node).end;
    }
    at
}

/// The change that makes a link of a card, whose text readers do not see: if it has a text in the place of its URL now.
fn end_of_card(tree: &Tree, node: NodeId, (old, new): (&str, &str)) -> Option<Splice> {
    let link = tree.upward(node).find(|&at| matches!(tree.tag(at), Tag::A | Tag::Link))?;
    let name = if tree.tag(link) == Tag::A { "data-card-appearance" } else { "ac:card-appearance" };
    let value = tree.attribute_span(link, name)?;
    let address = tree.address(link);
    if old.trim() != address || new.trim() == address {
        return None;
    }
    let start = tree.span(link).start;
    let head = slice(tree.source(), start..value.start);
    let before = slice(head, ..head.rfind(name)?).trim_end();
    Some(Splice::new(start + before.len()..value.end + 1, ""))
}

/// What changed between two texts, in characters of the first, word by word.
pub(crate) fn hunks(old: &str, new: &str) -> Vec<(Range<usize>, String)> {
    changes(old, new, key)
}

fn changes(old: &str, new: &str, key: fn(&str) -> String) -> Vec<(Range<usize>, String)> {
    let (a, b) = (tokens(old), tokens(new));
    let copied = |tokens: &[&str]| tokens.iter().map(|token| key(token)).collect::<Vec<_>>();
    let (one, other) = (copied(&a), copied(&b));
    let prefix = one.iter().zip(&other).take_while(|(one, other)| one == other).count();
    let rest = a.len().min(b.len()) - prefix;
    let suffix =
        one.iter().rev().zip(other.iter().rev()).take(rest).take_while(|(one, other)| one == other).count();
    let (a_mid, b_mid) = (prefix..a.len() - suffix, prefix..b.len() - suffix);
    let pairs = common(part(&one, a_mid.clone()), part(&other, b_mid.clone()));
    let length = |tokens: &[&str]| tokens.iter().map(|token| token.chars().count()).sum::<usize>();
    let mut hunks = Vec::new();
    let mut at = length(part(&a, ..prefix));
    let (mut one, mut other) = (a_mid.start, b_mid.start);
    let ends = (a_mid.len(), b_mid.len());
    for (next_one, next_other) in
        pairs.into_iter().map(|(x, y)| (x + prefix, y + prefix)).chain([(ends.0 + prefix, ends.1 + prefix)])
    {
        let removed = length(part(&a, one..next_one));
        let added: String = part(&b, other..next_other).concat();
        if removed > 0 || !added.is_empty() {
            hunks.push((at..at + removed, added));
        }
        at += removed + a.get(next_one).map_or(0, |token| token.chars().count());
        (one, other) = (next_one + 1, next_other + 1);
    }
    hunks
}

/// A token as it is compared.
fn key(token: &str) -> String {
    if token.starts_with(|first: char| is_space(first) || is_blank(first)) {
        " ".to_owned()
    } else {
        normalized(token).into_owned()
    }
}

/// What a token is made of.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Word,
    Blanks,
    Sign,
}

/// Words and what is between them, where several blanks are as one; of scripts that are written without blanks, letters.
pub(super) fn tokens(text: &str) -> Vec<&str> {
    let mut tokens = Vec::new();
    let mut start = 0;
    let mut in_word = None;
    for (at, character) in text.char_indices() {
        let kind = match character {
            blank if is_space(blank) || is_blank(blank) => Kind::Blanks,
            letter if letter.is_alphanumeric() && !is_wide(letter) => Kind::Word,
            _ => Kind::Sign,
        };
        if in_word.is_some_and(|before| before != kind || kind == Kind::Sign) && at > start {
            tokens.push(slice(text, start..at));
            start = at;
        }
        in_word = Some(kind);
    }
    if start < text.len() {
        tokens.push(slice(text, start..));
    }
    tokens
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content::document::Document;
    use crate::content::edit::Edit;

    #[test]
    fn hunks_are_words() {
        assert_eq!(
            hunks("one two three", "one 2 three!"),
            [(4..7, "2".to_owned()), (13..13, "!".to_owned())]
        );
        assert_eq!(hunks("same  same", "same same"), []);
        assert_eq!(hunks("a b", "a  b\u{a0}c"), [(3..3, "\u{a0}c".to_owned())]);
        assert_eq!(hunks("", "new"), [(0..0, "new".to_owned())]);
    }

    #[test]
    fn a_comment_is_on_the_changed_phrase_as_a_whole() {
        let marked = |words: &str| {
            format!("<ac:inline-comment-marker ac:ref=\"c\">{words}</ac:inline-comment-marker>")
        };
        let page = format!("<p>We deploy {} with two people.</p>", marked("every Friday night"));
        let edits = [
            Edit::page_markdown("We deploy on Tuesday."),
            Edit::replace_text("every Friday night with two people", "on Tuesday"),
        ];
        for edit in edits {
            let edited = Document::parse(&page).unwrap().edit(&[edit]).unwrap();
            assert_eq!(edited.storage, format!("<p>We deploy {}.</p>", marked("on Tuesday")));
            assert!(edited.losses.is_empty());
        }
    }

    #[test]
    fn elements_at_the_ends_of_a_changed_word_stay() {
        for (page, find, replace, changed) in [
            ("<p>x<sup>2</sup></p>", "x2", "y2", "<p>y<sup>2</sup></p>"),
            ("<p>H<sub>2</sub>O</p>", "H2O", "D2O", "<p>D<sub>2</sub>O</p>"),
            ("<p>H<sub>2</sub>O</p>", "H2O", "H3O", "<p>H<sub>3</sub>O</p>"),
            ("<p><strong>a</strong>b</p>", "ab", "ac", "<p><strong>a</strong>c</p>"),
            ("<p>x<sup>2</sup></p>", "x2", "y", "<p>y</p>"),
        ] {
            let edited = Document::parse(page).unwrap().edit(&[Edit::replace_text(find, replace)]).unwrap();
            assert_eq!(edited.storage, changed);
        }
    }
}

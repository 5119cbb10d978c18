//! How far a container is merged, and the blocks in it that Markdown does not show.

use std::ops::Range;

use super::merger::{Group, Level, Merger, Outcome, set};
use crate::content::ast::{AstBlock, AstKind};
use crate::content::blocks::{BlockId, BlockKind};
use crate::content::emit::Container;
use crate::storage::tag::Tag;
use crate::storage::text::part;

/// How far the blocks of a container are merged.
pub(super) struct Progress<'g> {
    pub(super) groups: &'g [Group],
    /// The groups that stay in their places.
    pub(super) stays: Vec<bool>,
    /// Where those begin, in order.
    starts: Vec<usize>,
    /// The groups that are taken away and stand nowhere else in the container.
    gone: Vec<&'g Group>,
    /// Those of them that stand nowhere else at all, once somebody asks.
    lost: Option<Vec<Lost<'g>>>,
    /// From where on, and up to where, a block that shows nothing was looked for, and the one that was found.
    looked: Option<(Range<usize>, Option<Range<usize>>)>,
    /// Where what is new goes behind the block that comes now, if that is not where that one goes.
    next_at: Option<usize>,
    /// Where the next block goes.
    pub(super) at: usize,
    /// Where what is there already ends.
    pub(super) done: usize,
    inner: Range<usize>,
    pub(super) container: Container,
}

/// A group that is taken away.
struct Lost<'g> {
    group: &'g Group,
    /// How many up to this one, itself among them, stand in an element that holds blocks together.
    wrapped: usize,
}

impl<'g> Progress<'g> {
    pub(super) fn new(groups: &'g [Group], level: &Level, outcomes: &[Outcome]) -> Self {
        let mut stays = vec![false; groups.len()];
        let mut is_left = vec![false; groups.len()];
        for outcome in outcomes {
            match *outcome {
                Outcome::Kept(index) | Outcome::Changed(index) => {
                    set(&mut stays, index, true);
                    set(&mut is_left, index, true);
                }
                Outcome::Moved(index) | Outcome::MovedAndChanged(index) => set(&mut is_left, index, true),
                Outcome::New => {}
            }
        }
        let gone = groups.iter().zip(&is_left).filter(|(_, is_left)| !**is_left);
        let gone = gone.map(|(group, _)| group).collect();
        let staying = groups.iter().zip(&stays).filter(|(_, stays)| **stays);
        let starts = staying.map(|(group, _)| group.span.start).collect();
        Self {
            groups,
            stays,
            starts,
            gone,
            lost: None,
            looked: None,
            next_at: None,
            at: groups.first().map_or(level.inner.start, |group| group.span.start),
            done: level.inner.start,
            inner: level.inner.clone(),
            container: level.container,
        }
    }

    /// What is between the last block that is in its place and the next one that stays.
    pub(super) fn gap(&self) -> Range<usize> {
        self.done..self.next_from(self.done).unwrap_or(self.inner.end)
    }

    /// Whether a group that stays in its place begins in some bytes.
    fn has_staying(&self, bytes: Range<usize>) -> bool {
        self.next_from(bytes.start).is_some_and(|start| start < bytes.end)
    }

    /// What is lost between the place where the next block goes and the next group that stays, in order.
    fn lost_here(&self) -> &[Lost<'g>] {
        let end = self.next_from(self.at).unwrap_or(usize::MAX);
        let lost = self.lost.as_deref().unwrap_or_default();
        let place = |at: usize| lost.partition_point(|lost| lost.group.span.start < at);
        part(lost, place(self.at)..place(end))
    }

    /// Goes on behind a block that is new, once it is written.
    pub(super) fn go_on(&mut self) {
        self.at = self.next_at.take().unwrap_or(self.at);
        self.done = self.done.max(self.at);
    }

    /// Where the next group begins that stays in its place.
    fn next_from(&self, at: usize) -> Option<usize> {
        self.starts.get(self.starts.partition_point(|&start| start < at)).copied()
    }
}

impl Merger<'_> {
    /// Goes on in an element that only holds blocks together, where a block that is new comes in the place of one that was
    /// in it. True if there is such an element.
    fn enter_wrapper(&self, progress: &mut Progress<'_>) -> bool {
        // Once for all blocks that are new, of which there may be as many.
        if progress.lost.is_none() {
            progress.lost = Some(self.lost(progress));
        }
        let lost = progress.lost_here();
        let (Some(first), Some(last)) = (lost.first(), lost.last()) else { return false };
        if last.wrapped == first.wrapped && !self.is_wrapped(first.group, progress) {
            return false;
        }
        // Between the terms of a list stands no other block.
        if first.group.blocks.first().is_some_and(|id| !self.may_hold_blocks(*id)) {
            return false;
        }
        let (place, behind) = (first.group.span.start, lost.get(1).map(|_| first.group.span.end));
        (progress.at, progress.next_at) = (place, behind);
        true
    }

    /// What is taken away and stands nowhere else.
    fn lost<'g>(&self, progress: &Progress<'g>) -> Vec<Lost<'g>> {
        let stands_elsewhere =
            |group: &Group| matches!(group.blocks.as_slice(), [id] if self.carried.sources.contains(id));
        let mut wrapped = 0;
        let lost = progress.gone.iter().filter(|group| !stands_elsewhere(group));
        lost.map(|group| {
            wrapped += usize::from(self.is_wrapped(group, progress));
            Lost { group, wrapped }
        })
        .collect()
    }

    fn is_wrapped(&self, group: &Group, progress: &Progress<'_>) -> bool {
        self.is_in_wrapper(&group.span, &progress.inner)
    }

    /// Whether some bytes of a container stand in an element in it that holds any blocks together.
    fn is_in_wrapper(&self, bytes: &Range<usize>, container: &Range<usize>) -> bool {
        let document = self.base.document;
        let Some(innermost) = document.blocks.last_from(&document.tree, bytes.start) else { return false };
        document.blocks.upward(innermost).any(|id| {
            let block = document.blocks.at(id);
            let tag = document.tree.tag(block.node());
            let span = self.base.span(id);
            block.kind == BlockKind::Wrapper
                && matches!(tag, Tag::Div | Tag::Section | Tag::Dd | Tag::Other)
                && holds(container, &span)
                && holds(&span, bytes)
        })
    }

    /// Goes on where a block that is new at a place may stand. Markdown does not show an element that only holds blocks
    /// together, and what it does to them: it may hide them. So what comes in between stands in one only if it is between
    /// blocks of it, if it came from there, or if all there is is in it.
    pub(super) fn leave_wrappers(
        &self,
        progress: &mut Progress<'_>,
        new: &AstBlock<'_>,
        from: Option<&Group>,
    ) {
        if matches!(new.kind, AstKind::Item { .. } | AstKind::Row | AstKind::Cell { .. }) {
            return;
        }
        if from.is_none() && self.enter_wrapper(progress) {
            return;
        }
        let blocks = &self.base.document.blocks;
        let all = progress.groups.first().map_or(0, |group| group.span.start)
            ..progress.groups.last().map_or(0, |group| group.span.end);
        let at = progress.at;
        let Some(innermost) = blocks.last_from(&self.base.document.tree, at) else { return };
        for id in blocks.upward(innermost) {
            let span = self.base.span(id);
            if blocks.at(id).kind != BlockKind::Wrapper || at <= span.start || span.end <= at {
                continue;
            }
            let is_from_there = from.is_some_and(|from| holds(&span, &from.span));
            if !holds(&progress.inner, &span) || holds(&span, &all) || is_from_there {
                return;
            }
            let outside = match (progress.has_staying(span.start..at), progress.has_staying(at..span.end)) {
                (true, false) => span.end,
                (false, true) => span.start,
                _ => return,
            };
            if self.may_hold_blocks(id) {
                progress.at = outside;
            }
        }
    }

    /// Whether any block may stand beside this one, and not text, items, rows or terms alone.
    fn may_hold_blocks(&self, block: BlockId) -> bool {
        let tree = &self.base.document.tree;
        let around = tree.parent(self.base.document.blocks.at(block).node());
        let tag = tree.tag(around);
        let holds_others = matches!(
            tag,
            Tag::P
                | Tag::Ul
                | Tag::Ol
                | Tag::Dl
                | Tag::Dt
                | Tag::TaskList
                | Tag::Task
                | Tag::Table
                | Tag::Thead
                | Tag::Tbody
                | Tag::Tfoot
                | Tag::Tr
        );
        !holds_others && tag.heading_level().is_none() && !tree.is_within_line(around)
    }

    /// The first block that shows nothing between the last block in its place and the next one that stays.
    pub(super) fn next_hollow(&self, progress: &mut Progress<'_>) -> Option<Range<usize>> {
        let gap = progress.gap();
        // Many blocks may be new in one gap, and each would look through all of it.
        if let Some((looked, found)) = &progress.looked
            && looked.start <= gap.start
        {
            match found {
                Some(found) if gap.start <= found.start => {
                    return Some(found.clone()).filter(|found| found.end <= gap.end);
                }
                None if gap.end <= looked.end => return None,
                _ => {}
            }
        }
        let found = self.hollow_in(gap.clone());
        progress.looked = Some((gap, found.clone()));
        found
    }

    /// The first block in some bytes that shows nothing.
    pub(super) fn hollow_in(&self, gap: Range<usize>) -> Option<Range<usize>> {
        let blocks = &self.base.document.blocks;
        let mut next = blocks.first_from(&self.base.document.tree, gap.start);
        while let Some(block) = blocks.get(next) {
            let span = self.base.span(next);
            if span.end > gap.end {
                return None;
            }
            if block.kind != BlockKind::Wrapper && self.base.rendered.map.block(next).is_empty() {
                return Some(span);
            }
            next = if block.kind == BlockKind::Wrapper { next + 1 } else { block.after().max(next + 1) };
        }
        None
    }

    /// Whether a container that shows nothing has as many blocks as new ones, which show nothing either.
    pub(super) fn all_hollow(&self, new: &[AstBlock<'_>], level: &Level) -> bool {
        let mut gap = level.inner.clone();
        new.iter().all(|block| match self.hollow_in(gap.clone()) {
            Some(hollow) => {
                gap.start = hollow.end;
                self.shows_nothing(block, level.container)
            }
            None => false,
        })
    }
}

fn holds(one: &Range<usize>, other: &Range<usize>) -> bool {
    one.start <= other.start && other.end <= one.end
}

#[cfg(test)]
mod tests {
    use crate::content::document::Document;
    use crate::content::edit::Edit;
    use crate::content::render::ReadOptions;

    fn rewritten(storage: &str, edit: impl Fn(&str) -> String) -> String {
        let page = Document::parse(storage).unwrap();
        let text = page.markdown(&ReadOptions::new()).text;
        page.edit(&[Edit::page_markdown(edit(&text))]).unwrap().storage
    }

    #[test]
    fn what_is_new_beside_an_element_that_is_not_shown_is_not_in_it() {
        for (open, close) in [
            ("<div style=\"display: none;\">", "</div>"),
            ("<details>", "</details>"),
            ("<address>", "</address>"),
            ("<figure><figcaption>", "</figcaption></figure>"),
            ("<dl><dt>term</dt><dd>", "</dd></dl>"),
            ("<section><div>", "</div></section>"),
        ] {
            let wrapped = format!("{open}<p>inside</p><p>more</p>{close}");
            let last = format!("<p>first</p>{wrapped}");
            let new = "<p>new</p>";
            assert_eq!(rewritten(&last, |text| format!("{text}\nnew")), format!("{last}{new}"));
            let page = format!("{last}<p>last</p>");
            let behind = rewritten(&page, |text| text.replace("last", "new\n\nlast"));
            assert_eq!(behind, page.replace("<p>last", "<p>new</p><p>last"));
            let between = rewritten(&page, |text| text.replace("more", "new\n\nmore"));
            assert_eq!(between, page.replace("<p>more", "<p>new</p><p>more"));
            let moved = rewritten(&last, |text| format!("{}\n\nfirst", text.trim_start_matches("first\n\n")));
            assert_eq!(moved, format!("{wrapped}<p>first</p>"));
            let turned = rewritten(&last, |text| text.replace("inside\n\nmore", "more\n\ninside"));
            let within = format!("{open}<p>more</p><p>inside</p>{close}");
            assert_eq!(turned, format!("<p>first</p>{within}"), "within it");
            let top = format!("{wrapped}<p>last</p>");
            assert_eq!(rewritten(&top, |text| format!("new\n\n{text}")), format!("{new}{top}"));
        }
        for (open, close) in [("<div style=\"display: none;\">", "</div>"), ("<details>", "</details>")] {
            let page = format!("<p>first</p>{open}<p>inside</p><p>more</p>{close}<p>last</p>");
            let list = "<ul><li><p>x</p></li></ul>";
            for (old, new) in [("more", list), ("inside", list)] {
                let replaced = rewritten(&page, |text| text.replace(old, "- x"));
                assert_eq!(replaced, page.replace(&format!("<p>{old}</p>"), new), "in its place");
            }
            let both = rewritten(&page, |text| text.replace("inside\n\nmore", "- x\n\n> y"));
            assert_eq!(
                both,
                format!("<p>first</p>{open}{list}<blockquote><p>y</p></blockquote>{close}<p>last</p>")
            );
            let outer = rewritten(&page, |text| text.replace("first\n\ninside", "- x\n\n> y"));
            assert_eq!(
                outer,
                format!("{list}{open}<blockquote><p>y</p></blockquote><p>more</p>{close}<p>last</p>"),
                "each in its place"
            );
        }
        let terms =
            "<p>first</p><dl><dt>t1</dt><dd><p>d1</p></dd><dt>t2</dt><dd><p>d2</p></dd></dl><p>last</p>";
        for (old, new) in [("t2\n\nd2", "- x"), ("t1\n\nd1\n\nt2\n\nd2", "- x")] {
            let replaced = rewritten(terms, |text| text.replace(old, new));
            assert!(!replaced.contains("</dd><ul>") && !replaced.contains("<dl><ul>"), "{replaced}");
            assert!(replaced.contains("<ul><li><p>x</p></li></ul>"), "{replaced}");
        }
        let all = "<div class=\"page\"><p>a</p><p>b</p></div>";
        let added = rewritten(all, |text| format!("{text}\nnew"));
        assert_eq!(added, all.replace("</div>", "<p>new</p></div>"), "all that there is");
    }
}

//! Blocks that are known again by how they would be stored.
//!
//! An author who keeps a text and publishes it again writes it as it was written the first time: with two blanks, as
//! `[TOC]`, with HTML. The page is shown in another way; but what the text would be stored as is what is there.

use std::cell::OnceCell;
use std::collections::{HashMap, HashSet};

use super::align::align;
use super::merger::{Group, Merger, Outcome};
use crate::content::ast::{AstBlock, AstKind};
use crate::content::blocks::BlockId;
use crate::content::document::Document;
use crate::content::emit::{Container, Emitter, macro_info};
use crate::content::normalize::normalized;
use crate::content::render::ReadOptions;
use crate::content::said::{Anchors, head, said};
use crate::storage::tag::Tag;

/// The tag of a macro, or of a part of a layout, and its name and parameters.
pub(super) type Head = (Tag, String);

/// What blocks of one container say, found out when it is asked for.
pub(super) struct Stored<'s> {
    merger: &'s Merger<'s>,
    groups: &'s [Group],
    new: &'s [AstBlock<'s>],
    container: Container,
    old_said: Vec<OnceCell<[String; 2]>>,
    new_said: Vec<OnceCell<Option<String>>>,
}

impl<'s> Stored<'s> {
    pub(super) fn new(
        merger: &'s Merger<'s>,
        groups: &'s [Group],
        new: &'s [AstBlock<'s>],
        container: Container,
    ) -> Self {
        let cells = groups.iter().map(|_| OnceCell::new()).collect();
        Self {
            merger,
            groups,
            new,
            container,
            old_said: cells,
            new_said: new.iter().map(|_| OnceCell::new()).collect(),
        }
    }

    /// Finds old drafts, by their places, again among the new blocks that stand between the same two known ones.
    pub(super) fn find(&self, matches: &mut [Option<usize>]) {
        let known: Vec<(usize, usize)> =
            matches.iter().enumerate().filter_map(|(old, new)| Some((old, (*new)?))).collect();
        if known.len() == self.new.len() {
            return;
        }
        let mut single = vec![None; matches.len()];
        for (index, group) in self.groups.iter().enumerate().filter(|(_, group)| group.drafts.len() == 1) {
            if let Some(place) = single.get_mut(group.drafts.start) {
                *place = Some(index);
            }
        }
        let mut from = (0, 0);
        for end in known.into_iter().chain([(matches.len(), self.new.len())]) {
            let olds: Vec<(usize, usize)> =
                (from.0..end.0).filter_map(|draft| Some((draft, *single.get(draft)?.as_ref()?))).collect();
            let news: Vec<usize> = (from.1..end.1).collect();
            let groups: Vec<usize> = olds.iter().map(|&(_, group)| group).collect();
            for (old, new) in self.same(&groups, &news) {
                if let (Some(&(draft, _)), Some(&place)) = (olds.get(old), news.get(new))
                    && let Some(found) = matches.get_mut(draft)
                {
                    *found = Some(place);
                }
            }
            from = (end.0 + 1, end.1 + 1);
        }
    }

    /// Finds groups that nothing is known of again elsewhere in the container.
    pub(super) fn find_moved(&self, outcomes: &mut [Outcome], settled: &mut [bool]) {
        let mut left: HashMap<&str, Vec<usize>> = HashMap::new();
        let places = (0..settled.len()).rev().filter(|&index| settled.get(index) == Some(&false));
        for index in
            places.filter(|&index| self.groups.get(index).is_some_and(|group| group.drafts.len() == 1))
        {
            for text in self.of_old(index).into_iter().flatten() {
                left.entry(text).or_default().push(index);
            }
        }
        for (place, outcome) in
            outcomes.iter_mut().enumerate().filter(|(_, outcome)| **outcome == Outcome::New)
        {
            if left.is_empty() {
                return;
            }
            let Some(found) = self.of_new(place).and_then(|text| left.get_mut(text.as_str())) else {
                continue;
            };
            while let Some(index) = found.pop() {
                if let Some(settled) = settled.get_mut(index).filter(|settled| !**settled) {
                    (*outcome, *settled) = (Outcome::Moved(index), true);
                    break;
                }
            }
        }
    }

    /// The pairs of some groups and some new blocks that say the same, in order.
    fn same(&self, groups: &[usize], news: &[usize]) -> Vec<(usize, usize)> {
        if groups.is_empty() || news.is_empty() {
            return Vec::new();
        }
        let refused: Vec<String> = news.iter().map(|place| format!("\0{place}")).collect();
        let written: Vec<&str> = news
            .iter()
            .zip(&refused)
            .map(|(&place, refused)| self.of_new(place).map_or(refused.as_str(), String::as_str))
            .collect();
        let known: HashSet<&str> = written.iter().copied().collect();
        let stored = groups.iter().map(|&index| {
            let said = self.of_old(index)?.iter().map(String::as_str);
            said.clone().find(|text| known.contains(text)).or_else(|| said.clone().next())
        });
        let stored: Vec<&str> = stored.map(Option::unwrap_or_default).collect();
        let matches = align(&stored, &written);
        matches.into_iter().enumerate().filter_map(|(old, new)| Some((old, new?))).collect()
    }

    /// What a group says: with all of its anchors, and with those alone that an author has written.
    fn of_old(&self, index: usize) -> Option<&[String; 2]> {
        let group = self.groups.get(index)?;
        let of = |anchors| group.blocks.iter().map(|&id| self.merger.said(id, anchors)).collect();
        Some(self.old_said.get(index)?.get_or_init(|| [of(Anchors::All), of(Anchors::Written)]))
    }

    /// What a new block would say on the page; nothing of one that shows handles or anchors of comments, which are of a page.
    fn of_new(&self, place: usize) -> Option<&String> {
        let block = self.new.get(place)?;
        let written = || {
            let source = self.merger.new.slice(block.range.clone());
            let is_of_page = source.contains("{#b") || source.contains(":c[");
            if block.handle.is_some() || is_of_page || names_otherwise(source) {
                return None;
            }
            let document = self.merger.written_anew(block, self.container)?;
            Some(said(&document.tree, 1..document.tree.len(), Anchors::All))
        };
        self.new_said.get(place)?.get_or_init(written).as_ref()
    }
}

impl Merger<'_> {
    /// What a block of the page says.
    fn said(&self, id: BlockId, anchors: Anchors) -> String {
        let document = self.base.document;
        let block = document.blocks.at(id);
        said(&document.tree, block.nodes(), anchors)
    }

    /// What a new block is on a page that has nothing else; `None` if it cannot be stored so.
    pub(super) fn written_anew(&self, block: &AstBlock<'_>, container: Container) -> Option<Document> {
        let storage = self.new.quietly(|| {
            let mut emitter = Emitter::new(self.new, None);
            emitter.block(block, container).ok().map(|()| emitter.out)
        })?;
        Document::parse(&storage).ok()
    }

    /// Whether a new block shows nothing, so that Markdown would not show it either.
    pub(super) fn shows_nothing(&self, block: &AstBlock<'_>, container: Container) -> bool {
        let document = self.written_anew(block, container);
        document.is_some_and(|document| document.markdown(&ReadOptions::new()).text.trim().is_empty())
    }

    /// Whether a new block without a handle is the macro, or the part of a layout, of a group: of the same name, with the
    /// same parameters. What stands in it may have changed.
    pub(super) fn same_directive(&self, group: &Group, new: &AstBlock<'_>) -> bool {
        self.head_of_new(new).is_some_and(|head| self.head_of_group(group) == Some(head))
    }

    /// A macro of the page, or a part of a layout: its tag and what stands at its head.
    pub(super) fn head_of_group(&self, group: &Group) -> Option<Head> {
        let &[id] = group.blocks.as_slice() else { return None };
        let tree = &self.base.document.tree;
        let node = self.base.document.blocks.at(id).node();
        let tag = tree.tag(node);
        if tag == Tag::AdfExtension {
            return Some((tag, comparable(tree.extension_facts(node))));
        }
        let is_one = matches!(tag, Tag::Macro | Tag::Layout | Tag::LayoutSection | Tag::LayoutCell);
        is_one.then(|| (tag, head(tree, node)))
    }

    /// The same of a new one without a handle, as it would be written.
    pub(super) fn head_of_new(&self, new: &AstBlock<'_>) -> Option<Head> {
        if let AstKind::Container(directive) | AstKind::Leaf(directive) = &new.kind
            && directive.name == "adf-extension"
        {
            let facts = directive.attributes.iter().map(|(name, value)| (name.as_str(), value.clone()));
            return directive.handle.is_none().then(|| (Tag::AdfExtension, comparable(facts)));
        }
        let kind = match &new.kind {
            AstKind::Container(directive) if directive.handle.is_none() => {
                AstKind::Container(directive.clone())
            }
            AstKind::Leaf(directive) if directive.handle.is_none() => AstKind::Leaf(directive.clone()),
            AstKind::Code { info, .. } if macro_info(info).is_some_and(|macro_| macro_.handle.is_none()) => {
                AstKind::Code { info: info.clone(), body: String::new() }
            }
            _ => return None,
        };
        let shell =
            AstBlock { kind, range: new.range.clone(), inline: Vec::new(), children: Vec::new(), ..*new };
        let written = self.written_anew(&shell, Container::Body)?.tree;
        (written.len() > 1).then(|| (written.tag(1), head(&written, 1)))
    }
}

/// Whether a text has a mention by other words than a name, which are left out: that is told where the line is written.
fn names_otherwise(source: &str) -> bool {
    const SIGN: &str = "](user:";

    let mut before = source.split_inclusive(SIGN).filter_map(|piece| piece.strip_suffix(SIGN));
    before.any(|before| before.rsplit('[').next().is_some_and(|label| !label.starts_with('@')))
}

/// The facts of an extension, as one text to compare.
fn comparable<'f>(facts: impl IntoIterator<Item = (&'f str, String)>) -> String {
    let facts = facts.into_iter().map(|(name, value)| format!("{name}={}", normalized(&value)));
    facts.collect::<Vec<_>>().join("\n")
}

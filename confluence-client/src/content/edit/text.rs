//! Replacing text as a reader sees it.

use super::Which;
use crate::content::alike::{as_copied, is_blank, is_unseen};
use crate::content::blocks::{BlockId, BlockKind};
use crate::content::document::Document;
use crate::content::draft::{Draft, DraftBlock, Source, plain};
use crate::content::error::{ContentError, ContentErrorKind};
use crate::content::handle::Handle;
use crate::content::macros::Body;
use crate::content::merge::word_splices;
use crate::content::splice::Splice;
use crate::content::tag::Tag;
use crate::content::text::cdata_into;
use crate::content::tree::NodeId;
use crate::content::units::{Unit, units, units_of};

/// One place where the text occurs.
struct Found {
    block: BlockId,
    splices: Vec<Splice>,
    /// The extension in which it cannot be replaced.
    stuck: Option<BlockId>,
}

impl Document {
    pub(super) fn replace_text(
        &self,
        find: &str,
        replace: &str,
        which: Which,
        within: Option<Handle>,
    ) -> Result<Vec<Splice>, ContentError> {
        let blocks = match within {
            Some(handle) => {
                let id = self.block(handle)?;
                id..self.blocks.get(id).map_or(id, |block| block.after())
            }
            None => 0..self.blocks.len(),
        };
        if find.trim().is_empty() {
            return Err(ContentError::new(
                ContentErrorKind::InvalidEdit,
                "the text to find is empty; say what to replace",
            ));
        }
        let mut found = self.find(find, replace, blocks.clone());
        if found.is_empty()
            && let Some(text) = without_markup(find).filter(|text| text != find)
        {
            found = self.find(&text, replace, blocks);
        }
        choose(found, find, which)
    }

    fn find(&self, find: &str, replace: &str, blocks: std::ops::Range<BlockId>) -> Vec<Found> {
        let wanted: Vec<char> = collapsed(&as_copied(find)).chars().collect();
        if wanted.is_empty() {
            return Vec::new();
        }
        let mut found = Vec::new();
        for id in blocks {
            for line in self.lines(id) {
                let places = self.find_in_line(line, &wanted, replace).into_iter();
                found.extend(places.map(|splices| Found { block: id, splices, stuck: None }));
            }
            if let Some(BlockKind::Code | BlockKind::TextMacro) = self.blocks.get(id).map(|block| block.kind)
            {
                self.find_in_code(id, find, replace, &mut found);
            }
        }
        self.replace_in_originals(&mut found, &wanted, replace);
        found
    }

    /// The lines that a reader sees of a block itself: its text, its title, its caption.
    fn lines(&self, id: BlockId) -> Vec<Vec<Unit>> {
        let Some(block) = self.blocks.get(id) else { return Vec::new() };
        let (tree, node) = (&self.tree, block.node());
        match block.kind {
            BlockKind::Paragraph | BlockKind::Run | BlockKind::Heading(_) | BlockKind::Preformatted => {
                vec![units(tree, block)]
            }
            BlockKind::Image => vec![units_of(tree, tree.descendants(node))],
            _ if tree.tag(node) == Tag::Macro => {
                let titles = tree.macro_parameters(node).filter(|parameter| parameter.name == "title");
                titles.map(|title| units_of(tree, tree.descendants(title.node))).collect()
            }
            _ => Vec::new(),
        }
    }

    /// What the places of a text in a line become.
    fn find_in_line(&self, line: Vec<Unit>, wanted: &[char], replace: &str) -> Vec<Vec<Splice>> {
        let units = seen(line);
        let mut found = Vec::new();
        let mut at = 0;
        while let Some(window) = units.get(at..at + wanted.len()) {
            if !window.iter().map(|unit| unit.character).eq(wanted.iter().copied()) {
                at += 1;
                continue;
            }
            found.extend(self.replaced(&units, at, wanted, replace));
            at += wanted.len();
        }
        found
    }

    /// What is shown of an extension is a copy for those who do not know it: its original has to change alike.
    fn replace_in_originals(&self, found: &mut [Found], wanted: &[char], replace: &str) {
        for places in found
            .chunk_by_mut(|one, other| self.extension_around(one.block) == self.extension_around(other.block))
        {
            let Some(extension) = places.first().and_then(|place| self.extension_around(place.block)) else {
                continue;
            };
            let Some(node) = self.blocks.get(extension).map(|block| block.node()) else { continue };
            if self.tree.child(node, Tag::AdfFallback).is_none() {
                continue;
            }
            let originals: Vec<Vec<Splice>> = self
                .contents(node)
                .flat_map(|content| {
                    let line = units_of(&self.tree, self.tree.descendants(content));
                    self.find_in_line(line, wanted, replace)
                })
                .collect();
            if originals.len() != places.len() {
                places.iter_mut().for_each(|place| place.stuck = Some(extension));
                continue;
            }
            places.iter_mut().zip(originals).for_each(|(place, splices)| place.splices.extend(splices));
        }
    }

    /// The contents of an extension's nodes, outermost only.
    fn contents(&self, extension: NodeId) -> impl Iterator<Item = NodeId> {
        let mut behind = 0;
        self.tree.descendants(extension).filter(move |&node| {
            let outermost = node >= behind && self.tree.tag(node) == Tag::AdfContent;
            if outermost {
                behind = self.tree.after(node);
            }
            outermost
        })
    }

    /// Leaves what the old and the new text have in common at both ends, so that anchors in it stay.
    fn replaced(&self, units: &[Unit], at: usize, wanted: &[char], replace: &str) -> Option<Vec<Splice>> {
        let new: Vec<char> = replace.chars().collect();
        let prefix = wanted.iter().zip(&new).take_while(|(one, other)| one == other).count();
        let rest = wanted.len().min(new.len()) - prefix;
        let suffix = wanted
            .iter()
            .rev()
            .zip(new.iter().rev())
            .take(rest)
            .take_while(|(one, other)| one == other)
            .count();
        let text: String = new.get(prefix..new.len() - suffix).unwrap_or(&[]).iter().collect();
        if prefix + suffix == wanted.len() && text.is_empty() {
            return Some(Vec::new());
        }
        word_splices(&self.tree, units, at + prefix..at + wanted.len() - suffix, &text)
    }

    fn find_in_code(&self, id: BlockId, find: &str, replace: &str, found: &mut Vec<Found>) {
        let Some(node) = self.blocks.get(id).map(|block| block.node()) else { return };
        let Body::Plain(body) = self.tree.macro_body(node) else { return };
        for part in self.tree.children(body).filter(|&part| self.tree.tag(part) == Tag::CData) {
            let inner = self.tree.inner_span(part);
            let text = self.storage().get(inner.clone()).unwrap_or("");
            for (at, matched) in text.match_indices(find) {
                let mut cdata = String::new();
                cdata_into(&mut cdata, replace);
                let text = cdata.trim_start_matches("<![CDATA[").strip_suffix("]]>").unwrap_or("").to_owned();
                let start = inner.start + at;
                found.push(Found {
                    block: id,
                    stuck: None,
                    splices: vec![Splice::new(start..start + matched.len(), text)],
                });
            }
        }
    }
}

/// The characters as they are copied: every run of blanks one blank, nothing that nobody sees.
fn seen(units: Vec<Unit>) -> Vec<Unit> {
    let mut seen: Vec<Unit> = Vec::with_capacity(units.len());
    for unit in units.into_iter().filter(|unit| !is_unseen(unit.character)) {
        let blank = is_blank(unit.character);
        let another = |last: &Unit| last.character == ' ' && last.node == unit.node;
        if !blank || !seen.last().is_some_and(another) {
            seen.push(Unit { character: if blank { ' ' } else { unit.character }, ..unit });
        }
    }
    seen
}

fn choose(found: Vec<Found>, find: &str, which: Which) -> Result<Vec<Splice>, ContentError> {
    let count = found.len();
    let shown: String = find.chars().take(80).collect();
    match which {
        _ if count == 0 => {
            let message = format!(
                "`{shown}` is not on the page; give the text as it is shown, without Markdown, from within one block"
            );
            Err(ContentError::new(ContentErrorKind::NotFound, message))
        }
        Which::All => replaced(found),
        Which::Nth(number) => match number.checked_sub(1).and_then(|index| found.into_iter().nth(index)) {
            Some(found) => replaced(vec![found]),
            None => {
                let message =
                    format!("there is no occurrence {number} of `{shown}`; it occurs {count} times");
                Err(ContentError::new(ContentErrorKind::NotFound, message))
            }
        },
        Which::Only if count == 1 => replaced(found),
        Which::Only => {
            let places: Vec<String> =
                found.iter().take(10).map(|found| Handle::of(found.block).to_string()).collect();
            let message = format!(
                "`{shown}` occurs {count} times, in {}; give more of the text, an occurrence, a block, or say everywhere",
                places.join(", ")
            );
            Err(ContentError::new(ContentErrorKind::Ambiguous, message))
        }
    }
}

fn replaced(found: Vec<Found>) -> Result<Vec<Splice>, ContentError> {
    if let Some(extension) = found.iter().find_map(|found| found.stuck) {
        let message = format!(
            "the text is in the extension {}, whose original does not have it in the same places; change it in Confluence",
            Handle::of(extension)
        );
        return Err(ContentError::new(ContentErrorKind::InvalidEdit, message));
    }
    Ok(found.into_iter().flat_map(|found| found.splices).collect())
}

fn collapsed(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            ' ' | '\t' | '\n' | '\r' if out.ends_with(' ') => {}
            ' ' | '\t' | '\n' | '\r' => out.push(' '),
            other => out.push(other),
        }
    }
    out
}

/// The text of a Markdown snippet, for callers who quote the page as they saw it.
fn without_markup(markdown: &str) -> Option<String> {
    fn push(text: &mut String, blocks: &[DraftBlock<'_>]) {
        for block in blocks {
            text.push_str(&plain(&block.inline));
            push(text, &block.children);
        }
    }
    let source = Source::new(markdown).ok()?;
    let draft = Draft::parse(&source).ok()?;
    let mut text = String::new();
    push(&mut text, &draft.blocks);
    (!text.trim().is_empty()).then_some(text)
}

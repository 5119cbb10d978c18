//! Replacing text as a reader sees it.

use std::ops::Range;

use super::{Occurrence, Plan};
use crate::content::base::Base;
use crate::content::blocks::{BlockId, BlockKind};
use crate::content::document::Document;
use crate::content::emit::clean;
use crate::content::handle::Handle;
use crate::content::merge::{as_phrases, hunks, merge, word_splices};
use crate::content::source_chars::{SourceChar, source_chars, source_chars_of};
use crate::content::splice::Splice;
use crate::content::writing::Writing;
use crate::offload::stop_if_abandoned;
use crate::spellings::other_spellings;
use crate::storage::error::{ContentError, ContentErrorKind};
use crate::storage::tag::Tag;
use crate::storage::text::slice;
use crate::storage::tree::NodeId;

mod address;
mod as_markdown;
mod atoms;
mod choice;
mod code;
mod gaps;
mod markup;
mod not_found;
mod wanted;

use address::Addresses;
use atoms::Atoms;
use choice::{choose, no_occurrence, shortened};
use gaps::{as_copied, with_gaps};
use markup::{has_marks, is_markup, new_text, without_markup};
use wanted::{Wanted, within_bounds};

/// One place where the text occurs.
#[derive(Clone)]
struct Found {
    block: BlockId,
    change: Change,
    /// The extension in which it cannot be replaced.
    stuck: Option<BlockId>,
}

/// What one place of a text in a line becomes.
#[derive(Default, Clone)]
struct Change {
    splices: Vec<Splice>,
    /// The tags of links whose URL changes with the text that shows it: these are meant to lead elsewhere.
    readdressed: Vec<Range<usize>>,
    /// Where a link goes on leading whose text looks like a URL and changes.
    leads_to: Option<String>,
}

/// A replacement of text, as it was asked for.
pub(super) struct Replacement<'r> {
    pub(super) find: &'r str,
    pub(super) replace: &'r str,
    pub(super) which: Occurrence,
    pub(super) within: Option<Handle>,
}

impl Document {
    /// Replaces text as a reader sees it. What is only found as the Markdown that was shown is replaced as Markdown.
    pub(super) fn replace_text(
        &self,
        wanted: &Replacement<'_>,
        plan: &mut Plan,
        writing: &Writing<'_>,
    ) -> Result<Vec<Splice>, ContentError> {
        let replaced = self.replace_as_spelt(wanted, plan, writing);
        if !matches!(&replaced, Err(error) if error.kind() == ContentErrorKind::NotFound) {
            return replaced;
        }
        for find in other_spellings(wanted.find) {
            let otherwise = self.replace_as_spelt(&Replacement { find: &find, ..*wanted }, plan, writing);
            if otherwise.is_ok() {
                return otherwise;
            }
        }
        // A mention is shown by a name, and is replaced as the Markdown that it is.
        if let Some(find) = self.with_mentions(wanted.find) {
            let replace = self.with_mentions(wanted.replace);
            let replace = replace.as_deref().unwrap_or(wanted.replace);
            let mentioning = Replacement { find: &find, replace, ..*wanted };
            let otherwise = self.replace_as_spelt(&mentioning, plan, writing);
            if otherwise.is_ok() {
                return otherwise;
            }
        }
        replaced
    }

    fn replace_as_spelt(
        &self,
        wanted: &Replacement<'_>,
        plan: &mut Plan,
        writing: &Writing<'_>,
    ) -> Result<Vec<Splice>, ContentError> {
        let Replacement { find, replace, which, within } = *wanted;
        let blocks = self.searched(find, within)?;
        let found = self.find(find, replace, blocks.clone())?;
        if !found.is_empty() {
            self.tell_of_replacement(&found, (find, replace), writing);
            return replaced(choose(found, find, which)?, plan, writing);
        }
        // What is quoted with its marks is replaced with them.
        let marked = has_marks(find);
        if marked && let Some(splices) = self.replace_markdown(wanted, plan, writing)? {
            return Ok(splices);
        }
        // Where only the text is there, the marks of the page stay; what the new text is, it is as Markdown too.
        let text = without_markup(find).filter(|text| text != find);
        let by_text = match &text {
            Some(text) => Some((self.find(text, &new_text(find, replace), blocks.clone())?, text)),
            None => None,
        };
        let by_text = by_text.filter(|(found, _)| !found.is_empty());
        if let Some((found, text)) = &by_text
            && !is_markup(replace)
        {
            return replaced(choose(found.clone(), text, which)?, plan, writing);
        }
        if !marked && let Some(splices) = self.replace_markdown(wanted, plan, writing)? {
            return Ok(splices);
        }
        match by_text {
            Some((_, text)) => {
                let message = format!(
                    "`{}` is not on the page as it is written; its text is: find `{}`, or read the page again and copy its \
                     Markdown",
                    shortened(find),
                    shortened(text)
                );
                Err(ContentError::new(ContentErrorKind::NotFound, message))
            }
            None => Err(self.not_found(find, blocks)),
        }
    }

    /// The blocks in which a text is looked for.
    fn searched(&self, find: &str, within: Option<Handle>) -> Result<Range<BlockId>, ContentError> {
        if find.trim().is_empty() {
            return Err(ContentError::new(
                ContentErrorKind::InvalidEdit,
                "the text to find is empty; say what to replace",
            ));
        }
        match within {
            Some(handle) => {
                let id = self.block(handle)?;
                Ok(id..self.blocks.at(id).after())
            }
            None => Ok(0..self.blocks.len()),
        }
    }

    /// What is told of a new text that is written as it stands.
    fn tell_of_replacement(&self, found: &[Found], (find, replace): (&str, &str), writing: &Writing<'_>) {
        let is_text = |found: &Found| {
            let kind = self.blocks.get(found.block).map(|block| block.kind);
            !matches!(kind, Some(BlockKind::Code | BlockKind::TextMacro | BlockKind::Preformatted))
        };
        if replace.trim().contains('\n') && found.iter().any(is_text) {
            writing.note(
                "the line breaks of the new text show as blanks on the page; for lines or paragraphs of their own, \
                 replace the block by Markdown"
                    .to_owned(),
            );
        }
        if is_markup(replace) && !is_markup(find) {
            writing.note(format!(
                "`{}` was written as it stands, since the text was found as text; {AS_MARKDOWN}",
                shortened(replace)
            ));
        }
    }

    /// Replaces a part of the page's Markdown; `None` if it is no part of it.
    fn replace_markdown(
        &self,
        wanted: &Replacement<'_>,
        plan: &mut Plan,
        writing: &Writing<'_>,
    ) -> Result<Option<Vec<Splice>>, ContentError> {
        // Letters are looked for in text alone: those of the signs of Markdown are on no page.
        if wanted.find.is_ascii() && !is_markup(wanted.find) {
            return Ok(None);
        }
        let find = clean(wanted.find);
        let shown = self.shown_to_author_of(&find);
        let range = match wanted.within {
            Some(handle) => shown.map.block(self.block(handle)?),
            None => 0..shown.text.len(),
        };
        // A link, a mention or a macro is found as a whole, or not.
        let atoms = Atoms::of(&shown);
        let cuts = |at: usize| atoms.is_inside(at) || atoms.is_inside(at + find.len());
        let matches = slice(&shown.text, range.clone()).match_indices(&*find).map(|(at, _)| range.start + at);
        let places: Vec<usize> = matches.filter(|&at| !cuts(at)).collect();
        let chosen: &[usize] = match (wanted.which, places.as_slice()) {
            (_, []) => return Ok(None),
            (Occurrence::All, all) => all,
            (Occurrence::Only, [one]) => std::slice::from_ref(one),
            (Occurrence::Only, several) => {
                let message = format!(
                    "`{}` occurs {} times; give more of the text, an occurrence, a block, or say that all are meant",
                    shortened(&find),
                    several.len()
                );
                return Err(ContentError::new(ContentErrorKind::Ambiguous, message));
            }
            (Occurrence::Nth(number), all) => match number.checked_sub(1).and_then(|index| all.get(index)) {
                Some(one) => std::slice::from_ref(one),
                None => return Err(no_occurrence(number, &find, all.len())),
            },
        };
        within_bounds(chosen.len(), wanted.replace)?;
        // What was quoted is replaced on purpose.
        for &at in chosen {
            plan.deleted.extend(atoms.within(at..at + find.len()).map(|node| self.tree.span(node)));
        }
        let replace = clean(wanted.replace);
        let mut markdown = String::with_capacity(shown.text.len() + replace.len());
        let mut done = 0;
        for &at in chosen {
            markdown.push_str(slice(&shown.text, done..at));
            markdown.push_str(&replace);
            done = at + find.len();
        }
        markdown.push_str(slice(&shown.text, done..));
        let splices = merge(&Base::new(self, &shown), &markdown, writing)?;
        if splices.is_empty() {
            writing.note(UNCHANGED.to_owned());
        }
        Ok(Some(splices))
    }

    fn find(&self, find: &str, replace: &str, blocks: Range<BlockId>) -> Result<Vec<Found>, ContentError> {
        let wanted = Wanted::new(find);
        if wanted.chars.is_empty() {
            return Ok(Vec::new());
        }
        let mut found = Vec::new();
        for id in blocks {
            stop_if_abandoned();
            for line in self.lines(id) {
                let places = self.find_in_line(line, &wanted, replace).into_iter();
                found.extend(places.map(|change| Found { block: id, change, stuck: None }));
            }
            if let Some(BlockKind::Code | BlockKind::TextMacro) = self.blocks.get(id).map(|block| block.kind)
            {
                self.find_in_code(id, find, replace, &mut found);
            }
            within_bounds(found.len(), replace)?;
        }
        self.replace_in_copies(&mut found, &wanted, replace);
        Ok(found)
    }

    /// The lines that a reader sees of a block itself: its text, its title, its caption.
    fn lines(&self, id: BlockId) -> Vec<Vec<SourceChar>> {
        let Some(block) = self.blocks.get(id) else { return Vec::new() };
        let (tree, node) = (&self.tree, block.node());
        match block.kind {
            BlockKind::Paragraph | BlockKind::Run | BlockKind::Heading(_) | BlockKind::Preformatted => {
                vec![source_chars(tree, block)]
            }
            BlockKind::Image => vec![source_chars_of(tree, tree.descendants(node))],
            _ if tree.tag(node) == Tag::Macro => {
                let titles = tree.macro_parameters(node).filter(|parameter| parameter.name == "title");
                titles.map(|title| source_chars_of(tree, tree.descendants(title.node))).collect()
            }
            _ => Vec::new(),
        }
    }

    /// What the places of a text in a line become.
    fn find_in_line(&self, line: Vec<SourceChar>, wanted: &Wanted, replace: &str) -> Vec<Change> {
        // A search costs the length of what is looked for: there may be many lines that are shorter.
        if line.len() < wanted.chars.len() {
            return Vec::new();
        }
        let chars = as_copied(with_gaps(&self.tree, line));
        let text: String = chars.iter().map(|found_char| found_char.character).collect();
        let found: Vec<usize> = text.match_indices(&wanted.text).map(|(at, _)| at).collect();
        if found.is_empty() || within_bounds(found.len(), replace).is_err() {
            return vec![Change::default(); found.len()];
        }
        let starts: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
        let places = found.into_iter().map(|at| starts.partition_point(|&start| start < at));
        places.filter_map(|at| self.replaced(&chars, at, &wanted.text, replace)).collect()
    }

    /// An extension can have a copy of what is shown of it, for those who do not know it, which has to change alike. One
    /// that does not have the text says something else, and stays.
    fn replace_in_copies(&self, found: &mut [Found], wanted: &Wanted, replace: &str) {
        for places in found
            .chunk_by_mut(|one, other| self.extension_around(one.block) == self.extension_around(other.block))
        {
            let Some(extension) = places.first().and_then(|place| self.extension_around(place.block)) else {
                continue;
            };
            let Some(node) = self.blocks.get(extension).map(|block| block.node()) else { continue };
            let chars: Vec<SourceChar> = self
                .tree
                .unshown_of_extension(node)
                .into_iter()
                .flat_map(|copy| source_chars_of(&self.tree, self.tree.descendants(copy)))
                .collect();
            let lines = chars.chunk_by(|one, other| {
                one.node == other.node || self.line_of(one.node) == self.line_of(other.node)
            });
            let copied: Vec<Change> =
                lines.flat_map(|line| self.find_in_line(line.to_vec(), wanted, replace)).collect();
            if !copied.is_empty() && copied.len() != places.len() {
                places.iter_mut().for_each(|place| place.stuck = Some(extension));
                continue;
            }
            let changed = places.iter_mut().zip(copied);
            changed.for_each(|(place, copy)| place.change.splices.extend(copy.splices));
        }
    }

    /// The block in whose line a text is.
    fn line_of(&self, text: NodeId) -> NodeId {
        let is_block = |at: &NodeId| self.tree.tag(*at).is_block() || self.tree.tag(*at) == Tag::AdfContent;
        self.tree.upward(text).find(is_block).unwrap_or(0)
    }

    /// Changes the words in which the old and the new text differ; the others stay, with the marks and anchors around
    /// them. A link that shows its URL leads to the new one.
    fn replaced(&self, chars: &[SourceChar], at: usize, wanted: &str, replace: &str) -> Option<Change> {
        let mut splices = Vec::new();
        let hunks = hunks(wanted, replace).into_iter();
        let changes: Vec<(Range<usize>, String)> =
            hunks.map(|(range, text)| (at + range.start..at + range.end, text)).collect();
        let changes = as_phrases(&self.tree, chars, changes);
        for (range, text) in &changes {
            splices.extend(word_splices(&self.tree, chars, range.clone(), text)?);
        }
        let Addresses { splices: addresses, tags, left } = self.addresses(chars, &changes);
        splices.extend(addresses);
        Some(Change { splices, readdressed: tags, leads_to: left })
    }
}

/// How a new text is written as Markdown.
const AS_MARKDOWN: &str = "`Edit::markdown` writes it as Markdown";

/// What is said where a replacement changes nothing.
const UNCHANGED: &str = "the new text is what stands there already: nothing was changed";

/// The changes of the places that are meant.
fn replaced(found: Vec<Found>, plan: &mut Plan, writing: &Writing<'_>) -> Result<Vec<Splice>, ContentError> {
    if let Some(extension) = found.iter().find_map(|found| found.stuck) {
        let message = format!(
            "the text is in the extension {}, whose copy does not have it in the same places; change it in Confluence",
            Handle::of(extension)
        );
        return Err(ContentError::new(ContentErrorKind::InvalidEdit, message));
    }
    if found.iter().all(|found| found.change.splices.is_empty()) {
        writing.note(UNCHANGED.to_owned());
    }
    if let Some(address) = found.iter().find_map(|found| found.change.leads_to.as_ref()) {
        writing.note(format!(
            "the text of a link was changed, and it leads to `{address}` as before; to lead it elsewhere, replace the link as \
             Markdown: `[text](ADDRESS)`"
        ));
    }
    let mut splices = Vec::new();
    for Found { change, .. } in found {
        plan.deleted.extend(change.readdressed);
        splices.extend(change.splices);
    }
    Ok(splices)
}

//! Changes of two people that are in different bytes, and yet about one thing.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use super::is_line;
use super::tokens::{is_blank, is_word, tokens};
use crate::content::blocks::{BlockId, BlockKind};
use crate::content::document::Document;
use crate::content::splice::Splice;
use crate::storage::text::slice;

/// Unchanged words of one sentence that keep two people's changes apart.
const APART: usize = 3;

/// A change that a reader sees, and whose it is.
struct Change<'s> {
    splice: &'s Splice,
    is_ours: bool,
}

/// Where both say something about one thing: in one sentence, side by side in code, in one cell of a table, or behind
/// something that the other took away. Each wrote a whole; from parts of the two comes something that nobody wrote.
pub(super) fn nearby(base: &Document, mine: &[Splice], other: &[Splice]) -> Vec<Range<usize>> {
    let mut clashes = Vec::new();
    let mut before: Option<Change<'_>> = None;
    let mut cells: HashMap<BlockId, (bool, Range<usize>)> = HashMap::new();
    for change in changes(base, mine, other) {
        let range = &change.splice.range;
        let mut inside = base.inside(range);
        let is_of = |id: &BlockId, kinds: fn(BlockKind) -> bool| kinds(base.blocks.at(*id).kind);
        if let Some(cell) = inside.find(|id| is_of(id, |kind| kind == BlockKind::Cell)) {
            let (is_ours, first) = cells.entry(cell).or_insert_with(|| (change.is_ours, range.clone()));
            if *is_ours != change.is_ours {
                clashes.push(first.start.min(range.start)..first.end.max(range.end));
            }
        }
        if let Some(before) = before.filter(|before| before.is_ours != change.is_ours)
            && (are_near(base, before.splice, change.splice) || hangs_on(base, before.splice, change.splice))
        {
            clashes.push(before.splice.range.start..range.end.max(before.splice.range.end));
        }
        before = Some(change);
    }
    clashes
}

/// The changes of both that a reader sees, in order; what both did alike is none of either.
fn changes<'s>(base: &Document, mine: &'s [Splice], other: &'s [Splice]) -> Vec<Change<'s>> {
    fn only<'s>(
        base: &Document,
        own: &'s [Splice],
        other: &[Splice],
        is_ours: bool,
    ) -> impl Iterator<Item = Change<'s>> {
        let theirs: HashSet<(usize, usize, &str)> =
            other.iter().map(|splice| (splice.range.start, splice.range.end, &*splice.text)).collect();
        let is_seen =
            |splice: &&Splice| shows(slice(base.storage(), splice.range.clone())) || shows(&splice.text);
        let alone = |splice: &&Splice| {
            !theirs.contains(&(splice.range.start, splice.range.end, &*splice.text)) && is_seen(splice)
        };
        let alone: Vec<&Splice> = own.iter().filter(alone).collect();
        alone.into_iter().map(move |splice| Change { splice, is_ours })
    }
    let mut changes: Vec<Change<'_>> =
        only(base, other, mine, false).chain(only(base, mine, other, true)).collect();
    changes.sort_by_key(|change| (change.splice.range.start, change.splice.range.end));
    changes
}

/// Tags that show nothing themselves: marks around words, and what lines are made of.
const QUIET: [&str; 32] = [
    "strong",
    "b",
    "em",
    "i",
    "u",
    "s",
    "del",
    "ins",
    "code",
    "tt",
    "sub",
    "sup",
    "span",
    "small",
    "big",
    "font",
    "p",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "a",
    "td",
    "th",
    "tr",
    "col",
    "colgroup",
    "ac:inline-comment-marker",
    "ac:link",
    "ac:link-body",
];

/// Whether a reader sees something of a piece of storage: a word, a sign, an image, a mention.
fn shows(storage: &str) -> bool {
    tokens(storage).into_iter().any(|token| match token.strip_prefix('<') {
        Some(tag) => {
            let name = tag.trim_start_matches('/').split([' ', '/', '>', '\n', '\t']).next();
            !name.is_some_and(|name| QUIET.contains(&name))
        }
        None => !is_blank(token),
    })
}

/// Whether two changes are in one line, with less between them than keeps them apart.
fn are_near(base: &Document, one: &Splice, other: &Splice) -> bool {
    let (Some(line), Some(same)) = (base.inside(&one.range).next(), base.inside(&other.range).next()) else {
        return false;
    };
    if line != same {
        return false;
    }
    let text = |range: Range<usize>| slice(base.storage(), range);
    match base.blocks.at(line).kind {
        BlockKind::Code | BlockKind::TextMacro => one.range.end >= other.range.start,
        kind if is_line(kind) || kind == BlockKind::Preformatted => {
            let between = text(one.range.end..other.range.start.max(one.range.end));
            !keeps_apart(between, text(one.range.clone()), text(other.range.clone()))
        }
        _ => false,
    }
}

/// Whether a text between two changes keeps these apart: by words enough, or by the end of a sentence or a line.
fn keeps_apart(between: &str, before: &str, after: &str) -> bool {
    let mut last = tokens(before).into_iter().rfind(|token| is_word(token));
    let (mut words, mut is_after_dot) = (0, false);
    let tokens_between = tokens(between);
    let followers = tokens_between.iter().skip(1).map(Some).chain([None]);
    for (&token, next) in tokens_between.iter().zip(followers) {
        let stands_before_word = next.is_some_and(|next| is_word(next));
        if is_word(token) {
            if is_after_dot && begins(token) {
                return true;
            }
            is_after_dot = false;
        }
        if is_word(token) || is_element(token) {
            words += 1;
            last = Some(token);
        }
        // The dot of a number or of a short word is an ordinal or an abbreviation, and before a small letter too.
        is_after_dot |= token == "." && !stands_before_word && last.is_none_or(is_long);
        let ends_line = token.starts_with("<br") || token == "\n";
        let ends_sentence = matches!(token, "\u{3002}" | "\u{ff01}" | "\u{ff1f}")
            || matches!(token, "!" | "?" | "\u{2026}") && !stands_before_word;
        if words >= APART || ends_line || ends_sentence {
            return true;
        }
    }
    is_after_dot && tokens(after).into_iter().find(|token| is_word(token)).is_none_or(begins)
}

/// Whether a token is an element that stands for a word: a date, a mention, an image.
fn is_element(token: &str) -> bool {
    token.starts_with('<') && !token.starts_with("</") && shows(token)
}

fn is_long(word: &str) -> bool {
    word.chars().filter(|sign| sign.is_alphabetic()).count() > 2
}

/// Whether a word may begin a sentence.
fn begins(word: &str) -> bool {
    word.chars().next().is_some_and(|first| first.is_alphabetic() && !first.is_lowercase())
}

/// Whether one took away what stands right before the place where the other inserts blocks. An entry of a list or a row
/// of a table stands for itself.
fn hangs_on(base: &Document, one: &Splice, other: &Splice) -> bool {
    let is_gone = other.range.is_empty()
        && one.range.end == other.range.start
        && one.text.trim().is_empty()
        && shows(slice(base.storage(), one.range.clone()));
    let container = base.inside(&other.range).next().map(|id| base.blocks.at(id).kind);
    let of_entries = matches!(
        container,
        Some(BlockKind::List { .. } | BlockKind::TaskList | BlockKind::Table | BlockKind::Row)
    );
    is_gone && !of_entries
}

impl Document {
    /// The blocks in whose content a range lies, the innermost first.
    fn inside(&self, range: &Range<usize>) -> impl Iterator<Item = BlockId> {
        let up = |&id: &BlockId| self.blocks.at(id).parent();
        let range = range.clone();
        std::iter::successors(self.blocks.last_from(&self.tree, range.start), up).filter(move |&id| {
            let block = self.blocks.at(id);
            let inner = match block.kind {
                BlockKind::Run => self.blocks.span(&self.tree, id),
                _ => self.tree.inner_span(block.node()),
            };
            inner.start <= range.start && range.end <= inner.end
        })
    }
}

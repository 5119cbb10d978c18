//! Which of the changed blocks of a container became which: by handle, else by the words that tell them apart.

use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};
use std::mem::discriminant;
use std::ops::Range;

use super::block::{alert_anew, is_alert};
use super::inline::tokens;
use super::merger::{Group, Merger};
use super::stored::Head;
use crate::content::ast::{AstBlock, AstKind};
use crate::content::blocks::BlockId;
use crate::offload::stop_if_abandoned;

/// How many pairs of blocks are compared: 300 rewritten blocks with 300. Of more, those are that stand near each other.
const MOST_COMPARED: usize = 100_000;

/// How far two versions of a block stand apart at the most where there are so many, beside what was inserted or deleted.
const NEAR: usize = 50;

/// How many words of a block are looked at: they tell it apart from others.
const WORDS: usize = 200;

/// How alike two blocks are at least, of 100, to be two versions of one wherever they stand.
const ALIKE: u32 = 31;

/// How alike two blocks are that have the same handle.
const SAME_HANDLE: u32 = 1000;

/// How alike a macro and one without a handle are at least that have the same name and parameters: nearly as sure as a
/// handle, but there may be several, of which their words tell which.
const SAME_HEAD: u32 = 800;

/// How alike two blocks are at least, of 100, to be two versions of one where others of the page stand between them now.
const ALIKE_ELSEWHERE: u32 = 60;

/// What a word weighs that stands in one block of each text. It weighs less the more blocks have it: what all have says
/// nothing of which is which.
const RARE: u32 = 1200;

/// Which blocks of the page became which new blocks, by their places.
#[derive(Debug, Default)]
pub(super) struct Pairs {
    /// Those in the order of the page.
    pub(super) in_order: Vec<(usize, usize)>,
    /// Those that others of the page stand between now.
    pub(super) elsewhere: Vec<(usize, usize)>,
}

impl Merger<'_> {
    /// Pairs blocks of the page with new blocks, both given by their places and in their order: those that are most alike
    /// in all; between them, where as many are left of both, the others by their order; and what is alike elsewhere.
    pub(super) fn pairs(
        &self,
        old: &[AstBlock<'_>],
        new: &[AstBlock<'_>],
        groups: &[Group],
        (olds, news): (&[usize], &[usize]),
    ) -> Pairs {
        let before = olds.iter().filter_map(|index| {
            let group = groups.get(*index)?;
            let block = old.get(group.drafts.start)?;
            let text = self.old.slice(block.range.clone());
            let source = group.blocks.first().copied().filter(|id| self.carried.sources.contains(id));
            Some(Shown { block, text, head: self.head_of_group(group), source })
        });
        let after = news.iter().filter_map(|at| {
            let block = new.get(*at)?;
            let text = self.new.slice(block.range.clone());
            Some(Shown { block, text, head: self.head_of_new(block), source: self.carried.at(block) })
        });
        let (before, after): (Vec<_>, Vec<_>) = (before.collect(), after.collect());
        if before.is_empty() || after.is_empty() {
            return Pairs::default();
        }
        let ends = (before.len(), after.len());
        // The cells of a row correspond by order, whatever they show.
        let are_cells = before.first().is_some_and(|one| matches!(one.block.kind, AstKind::Cell { .. }));
        if are_cells && ends.0 == ends.1 {
            let in_order = olds.iter().copied().zip(news.iter().copied()).collect();
            return Pairs { in_order, elsewhere: Vec::new() };
        }
        let likeness = Likeness::of(before, after);
        let alike = most_alike(&likeness, ends);
        // What is surely a block that stands elsewhere now is not taken for the one in whose place it stands.
        let elsewhere = elsewhere(&likeness, &alike, ends);
        let left = |one: Range<usize>, other: Range<usize>| {
            let ones = one.filter(|one| !elsewhere.iter().any(|pair| pair.0 == *one));
            let others = other.filter(|other| !elsewhere.iter().any(|pair| pair.1 == *other));
            (ones.collect::<Vec<_>>(), others.collect::<Vec<_>>())
        };
        let mut pairs = Vec::new();
        let mut next = (0, 0);
        for (one, other) in alike.iter().copied().chain([ends]) {
            let (ones, others) = left(next.0..one, next.1..other);
            if ones.len() == others.len() {
                let by_order = ones.into_iter().zip(others);
                pairs.extend(by_order.filter(|&(one, other)| likeness.between(one, other) > 0));
            }
            if (one, other) != ends {
                pairs.push((one, other));
            }
            next = (one + 1, other + 1);
        }
        let places = |(one, other): (usize, usize)| Some((*olds.get(one)?, *news.get(other)?));
        Pairs {
            in_order: pairs.into_iter().filter_map(places).collect(),
            elsewhere: elsewhere.into_iter().filter_map(places).collect(),
        }
    }
}

/// Of what is left, the pairs that are surely two versions of one, the most alike first.
fn elsewhere(
    likeness: &Likeness<'_>,
    pairs: &[(usize, usize)],
    (olds, news): (usize, usize),
) -> Vec<(usize, usize)> {
    let (mut taken, mut given): (HashSet<usize>, HashSet<usize>) = pairs.iter().copied().unzip();
    let olds: Vec<usize> = (0..olds).filter(|one| !taken.contains(one)).collect();
    let news: Vec<usize> = (0..news).filter(|other| !given.contains(other)).collect();
    if olds.len().saturating_mul(news.len()) > MOST_COMPARED {
        return Vec::new();
    }
    let mut found: Vec<(u32, usize, usize)> = Vec::new();
    for &one in &olds {
        stop_if_abandoned();
        let alike = news.iter().map(|&other| (likeness.between(one, other), one, other));
        found.extend(alike.filter(|(alike, ..)| *alike >= ALIKE_ELSEWHERE));
    }
    found.sort_by_key(|&(alike, one, other)| (Reverse(alike), one, other));
    found.retain(|&(_, one, other)| {
        let is_free = !taken.contains(&one) && !given.contains(&other);
        if is_free {
            taken.insert(one);
            given.insert(other);
        }
        is_free
    });
    found.into_iter().map(|(_, one, other)| (one, other)).collect()
}

/// The pairs that are most alike in all, in their order and without crossing.
fn most_alike(likeness: &Likeness<'_>, (olds, news): (usize, usize)) -> Vec<(usize, usize)> {
    let most = MOST_COMPARED / olds / 2;
    let reach = match olds.saturating_mul(news) <= MOST_COMPARED {
        true => news,
        false => (NEAR + olds.abs_diff(news)).min(most.max(1)),
    };
    let window = |one: usize| {
        let middle = one * news / olds;
        middle.saturating_sub(reach)..news.min(middle + reach + 1)
    };
    let mut rows: Vec<Row> = Vec::with_capacity(olds);
    for one in (0..olds).rev() {
        stop_if_abandoned();
        let window = window(one);
        let below = |other: usize| rows.last().map_or(0, |row| row.at(other).1);
        let mut cells = Vec::with_capacity(window.len());
        let mut best = 0;
        for other in window.clone().rev() {
            let alike = Some(likeness.between(one, other)).filter(|alike| *alike >= ALIKE).unwrap_or(0);
            best = best.max(below(other)).max(alike + below(other + 1));
            cells.push((alike, best));
        }
        cells.reverse();
        rows.push(Row { start: window.start, cells });
    }
    let mut pairs = Vec::new();
    let mut other = 0;
    for one in 0..olds {
        let Some(row) = rows.pop() else { break };
        let below = |other: usize| rows.last().map_or(0, |row| row.at(other).1);
        // What comes first is paired first where it makes no difference.
        while let (alike, best @ 1..) = row.at(other) {
            if alike > 0 && best == alike + below(other + 1) {
                pairs.push((one, other));
                other += 1;
                break;
            }
            if best == below(other) {
                break;
            }
            other += 1;
        }
    }
    pairs
}

/// A block of the page beside the new blocks near it: how alike it is to each, and how alike the best pairs are in all from
/// there on. Of those that are not near nothing is known.
struct Row {
    start: usize,
    cells: Vec<(u32, u32)>,
}

impl Row {
    fn at(&self, other: usize) -> (u32, u32) {
        other.checked_sub(self.start).and_then(|at| self.cells.get(at)).copied().unwrap_or_default()
    }
}

/// How much blocks look like two versions of one.
struct Likeness<'b> {
    olds: Vec<Looked<'b>>,
    news: Vec<Looked<'b>>,
    /// What each word weighs.
    weights: Vec<u32>,
}

/// A block with its words by their numbers, sorted, and what they weigh together.
struct Looked<'b> {
    block: &'b AstBlock<'b>,
    words: Vec<usize>,
    weight: u32,
    /// What it is a macro of, if it is one.
    head: Option<Head>,
    source: Option<BlockId>,
}

/// A block with its text, what it is a macro of, and the block of the page that it is by all that it says, if it is one.
struct Shown<'b, 't> {
    block: &'b AstBlock<'b>,
    text: &'t str,
    head: Option<Head>,
    source: Option<BlockId>,
}

impl<'b> Likeness<'b> {
    fn of<'t>(olds: Vec<Shown<'b, 't>>, news: Vec<Shown<'b, 't>>) -> Self {
        let mut numbers: HashMap<&'t str, usize> = HashMap::new();
        let mut found_in: Vec<u32> = Vec::new();
        let mut look = |Shown { block, text, head, source }: Shown<'b, 't>| {
            let mut words: Vec<usize> = words(text)
                .into_iter()
                .map(|word| {
                    let next = numbers.len();
                    *numbers.entry(word).or_insert(next)
                })
                .collect();
            words.sort_unstable();
            found_in.resize(numbers.len(), 0);
            let mut last = None;
            for &word in &words {
                if last.replace(word) != Some(word)
                    && let Some(count) = found_in.get_mut(word)
                {
                    *count += 1;
                }
            }
            Looked { block, words, weight: 0, head, source }
        };
        let mut olds: Vec<_> = olds.into_iter().map(&mut look).collect();
        let mut news: Vec<_> = news.into_iter().map(&mut look).collect();
        let weights: Vec<u32> = found_in
            .iter()
            .map(|count| (RARE / (*count).max(2).saturating_sub(1).saturating_pow(2)).max(1))
            .collect();
        for one in olds.iter_mut().chain(&mut news) {
            one.weight = one.words.iter().filter_map(|word| weights.get(*word)).sum();
        }
        Self { olds, news, weights }
    }

    /// From 0 to 100; more for equal handles.
    fn between(&self, one: usize, other: usize) -> u32 {
        let (Some(one), Some(other)) = (self.olds.get(one), self.news.get(other)) else { return 0 };
        let handle = |same: bool| if same { SAME_HANDLE } else { 0 };
        if one.source.is_some() || other.source.is_some() {
            return handle(one.source == other.source);
        }
        if one.head.is_some() && one.head == other.head {
            return SAME_HEAD + self.words_alike(one, other);
        }
        match (&one.block.kind, &other.block.kind) {
            // One that says its title is written in another way, and is no other block.
            (a, b) if names_alert(a) && alert_anew(b).is_some() => {}
            // A line that became a heading, or the other way round, is the same line if it says the same.
            (AstKind::Paragraph, AstKind::Heading(_)) | (AstKind::Heading(_), AstKind::Paragraph) => {
                let alike = self.words_alike(one, other);
                return if alike >= ALIKE_ELSEWHERE { alike } else { 0 };
            }
            (a, b) if discriminant(a) != discriminant(b) => return 0,
            (AstKind::Container(a), AstKind::Container(b)) | (AstKind::Leaf(a), AstKind::Leaf(b)) => {
                return handle(a.handle.is_some() && a.handle == b.handle);
            }
            _ => {}
        }
        if let (Some(a), Some(b)) = (one.block.handle, other.block.handle) {
            return handle(a == b);
        }
        self.words_alike(one, other)
    }

    fn words_alike(&self, one: &Looked<'_>, other: &Looked<'_>) -> u32 {
        let (mut a, mut b) = (one.words.iter().peekable(), other.words.iter().peekable());
        let mut common = 0;
        while let (Some(&word), Some(&against)) = (a.peek(), b.peek()) {
            if word == against {
                common += self.weights.get(*word).copied().unwrap_or(0);
            }
            if word <= against {
                a.next();
            }
            if against <= word {
                b.next();
            }
        }
        1 + (common * 2 * 99).checked_div(one.weight + other.weight).unwrap_or(0)
    }
}

fn names_alert(kind: &AstKind<'_>) -> bool {
    match kind {
        AstKind::Alert(_) => true,
        AstKind::Container(directive) => is_alert(directive.macro_name()),
        _ => false,
    }
}

/// The words that tell a block apart. A number does so only where there is nothing else: it changes with each block that
/// is inserted before it.
fn words(text: &str) -> Vec<&str> {
    let mut words = tokens(text);
    let has = |is: fn(char) -> bool| move |word: &&str| word.contains(is);
    let is_word: fn(char) -> bool =
        if words.iter().any(has(char::is_alphabetic)) { char::is_alphabetic } else { char::is_alphanumeric };
    words.retain(has(is_word));
    words.truncate(WORDS);
    words
}

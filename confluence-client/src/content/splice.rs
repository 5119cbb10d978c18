//! Replacements of bytes.

use std::ops::Range;

use crate::invisible::is_space;
use crate::storage::text::{part, slice};

/// Bytes of the base and what comes in their place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Splice {
    pub(crate) range: Range<usize>,
    pub(crate) text: String,
}

impl Splice {
    pub(crate) fn new(range: Range<usize>, text: impl Into<String>) -> Self {
        Self { range, text: text.into() }
    }

    pub(crate) fn insert(at: usize, text: impl Into<String>) -> Self {
        Self::new(at..at, text)
    }

    /// Whether both change the same bytes, or insert at the same place.
    pub(crate) fn collides(&self, other: &Self) -> bool {
        let (one, two) = (&self.range, &other.range);
        if one.is_empty() || two.is_empty() {
            return one.start == two.start && one.end == two.end
                || one.is_empty() && two.start < one.start && one.start < two.end
                || two.is_empty() && one.start < two.start && two.start < one.end;
        }
        one.start < two.end && two.start < one.end
    }
}

/// Applies splices, which may come in any order; those at the same place are applied in the order given.
pub(crate) fn apply(source: &str, splices: Vec<Splice>) -> String {
    apply_within(source, 0..source.len(), splices)
}

/// Applies splices to a part of the source and returns that part.
pub(crate) fn apply_within(source: &str, part: Range<usize>, mut splices: Vec<Splice>) -> String {
    splices.sort_by_key(|splice| (splice.range.start, splice.range.end));
    let added: usize = splices.iter().map(|splice| splice.text.len()).sum();
    let mut out = String::with_capacity(part.len() + added);
    let mut done = part.start;
    for splice in &splices {
        out.push_str(slice(source, done..splice.range.start));
        out.push_str(&splice.text);
        done = done.max(splice.range.end);
    }
    out.push_str(slice(source, done..part.end));
    out
}

/// Text of a line as a paragraph of its own.
pub(crate) fn in_paragraph(line: &str) -> String {
    format!("<p>{}</p>", line.trim_matches(is_space))
}

/// Of splices in order, those that lie in a range.
pub(crate) fn inside<'s>(splices: &'s [Splice], range: &Range<usize>) -> impl Iterator<Item = &'s Splice> {
    let first = splices.partition_point(|splice| splice.range.start < range.start);
    let end = range.end;
    let begun = part(splices, first..).iter().take_while(move |splice| splice.range.start <= end);
    begun.filter(move |splice| splice.range.end <= end)
}

/// The bytes that splices replace, and the bytes that they put in their place, both in order.
pub(crate) fn touched(splices: &[Splice]) -> (Vec<Range<usize>>, Vec<Range<usize>>) {
    let mut order: Vec<&Splice> = splices.iter().collect();
    order.sort_by_key(|splice| (splice.range.start, splice.range.end));
    let mut after = Vec::with_capacity(order.len());
    let (mut done, mut at) = (0, 0);
    for splice in &order {
        at += splice.range.start.saturating_sub(done);
        after.push(at..at + splice.text.len());
        at += splice.text.len();
        done = splice.range.end;
    }
    (order.into_iter().map(|splice| splice.range.clone()).collect(), after)
}

/// The first two that cannot both be applied.
pub(crate) fn collision(splices: &[Splice]) -> Option<(&Splice, &Splice)> {
    let mut order: Vec<&Splice> = splices.iter().collect();
    order.sort_by_key(|splice| (splice.range.start, splice.range.end));
    let mut furthest: Option<&Splice> = None;
    for splice in order {
        if let Some(before) = furthest {
            let overlaps = splice.range.start < before.range.end
                && !(splice.range.is_empty() && splice.range.start <= before.range.start);
            if overlaps {
                return Some((before, splice));
            }
        }
        if furthest.is_none_or(|before| splice.range.end >= before.range.end) {
            furthest = Some(splice);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn applies_in_order_of_place() {
        let splices = vec![
            Splice::new(3..4, "D"),
            Splice::insert(0, "<"),
            Splice::insert(4, ">"),
            Splice::new(1..2, ""),
        ];
        assert_eq!(apply("abcd", splices), "<acD>");
    }

    #[test]
    fn finds_overlaps_but_not_neighbours() {
        assert!(collision(&[Splice::new(0..2, ""), Splice::new(2..3, ""), Splice::insert(2, "x")]).is_none());
        assert!(collision(&[Splice::new(0..3, ""), Splice::new(2..4, "")]).is_some());
        assert!(collision(&[Splice::new(0..3, ""), Splice::insert(1, "x")]).is_some());
    }
}

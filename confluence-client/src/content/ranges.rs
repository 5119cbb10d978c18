//! Ranges of bytes, asked whether a place is in one of them.

use std::ops::Range;

/// Ranges in order, those that overlap as one.
pub(crate) fn joined(ranges: &[Range<usize>]) -> Vec<Range<usize>> {
    let mut order = ranges.to_vec();
    order.sort_by_key(|range| (range.start, range.end));
    let mut joined: Vec<Range<usize>> = Vec::with_capacity(order.len());
    for range in order {
        match joined.last_mut().filter(|last| range.start <= last.end) {
            Some(last) => last.end = last.end.max(range.end),
            None => joined.push(range),
        }
    }
    joined
}

/// Whether a place is in one of some joined ranges.
pub(crate) fn within(ranges: &[Range<usize>], at: usize) -> bool {
    let next = ranges.partition_point(|range| range.end <= at);
    ranges.get(next).is_some_and(|range| range.contains(&at))
}

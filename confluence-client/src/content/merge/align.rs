//! Which old block is which new one.

use crate::storage::text::part;
use std::collections::HashMap;

/// Cells of a table of the longest common subsequence that we are willing to fill: 200 blocks against 200, 160 kB, well
/// under a millisecond. Real edits leave a few blocks between two fixed points.
const SMALL: usize = 40_000;

/// For every old key the place of the new key that it is kept as, in order on both sides.
///
/// Keys that occur once on both sides are fixed points; between them the same is done again; what is left is aligned
/// by longest common subsequence where that is small, and from both ends where it is not.
pub(crate) fn align(old: &[&str], new: &[&str]) -> Vec<Option<usize>> {
    let mut matches = vec![None; old.len()];
    let mut work = vec![(0, old.len(), 0, new.len())];
    while let Some((mut old_start, mut old_end, mut new_start, mut new_end)) = work.pop() {
        while old_start < old_end && new_start < new_end && old.get(old_start) == new.get(new_start) {
            set(&mut matches, old_start, new_start);
            old_start += 1;
            new_start += 1;
        }
        while old_start < old_end && new_start < new_end && old.get(old_end - 1) == new.get(new_end - 1) {
            old_end -= 1;
            new_end -= 1;
            set(&mut matches, old_end, new_end);
        }
        if old_start == old_end || new_start == new_end {
            continue;
        }
        let (olds, news) = (part(old, old_start..old_end), part(new, new_start..new_end));
        let anchors = unique_anchors(olds, news);
        if anchors.is_empty() {
            for (one, other) in common(olds, news) {
                set(&mut matches, old_start + one, new_start + other);
            }
            continue;
        }
        let mut before = (old_start, new_start);
        for (one, other) in anchors {
            let (one, other) = (old_start + one, new_start + other);
            set(&mut matches, one, other);
            work.push((before.0, one, before.1, other));
            before = (one + 1, other + 1);
        }
        work.push((before.0, old_end, before.1, new_end));
    }
    matches
}

fn set(matches: &mut [Option<usize>], old: usize, new: usize) {
    if let Some(place) = matches.get_mut(old) {
        *place = Some(new);
    }
}

/// Keys that occur exactly once on both sides, as many as keep their order.
fn unique_anchors(old: &[&str], new: &[&str]) -> Vec<(usize, usize)> {
    let mut counts: HashMap<&str, (usize, usize, usize)> = HashMap::with_capacity(new.len());
    for (place, &key) in new.iter().enumerate() {
        let entry = counts.entry(key).or_insert((0, 0, place));
        entry.1 += 1;
    }
    for &key in old {
        if let Some(entry) = counts.get_mut(key) {
            entry.0 += 1;
        }
    }
    let pairs: Vec<(usize, usize)> = old
        .iter()
        .enumerate()
        .filter_map(|(place, key)| match counts.get(key) {
            Some(&(1, 1, other)) => Some((place, other)),
            _ => None,
        })
        .collect();
    increasing(&pairs)
}

/// The longest run of pairs, in order of the first, whose seconds increase.
fn increasing(pairs: &[(usize, usize)]) -> Vec<(usize, usize)> {
    let mut tails: Vec<usize> = Vec::new();
    let mut previous: Vec<Option<usize>> = vec![None; pairs.len()];
    let second = |index: usize| pairs.get(index).map_or(0, |pair| pair.1);
    for index in 0..pairs.len() {
        let place = tails.partition_point(|&tail| second(tail) < second(index));
        if let Some(link) = previous.get_mut(index) {
            *link = place.checked_sub(1).and_then(|before| tails.get(before).copied());
        }
        match tails.get_mut(place) {
            Some(tail) => *tail = index,
            None => tails.push(index),
        }
    }
    let mut chain = Vec::with_capacity(tails.len());
    let mut next = tails.last().copied();
    while let Some(index) = next {
        chain.extend(pairs.get(index));
        next = previous.get(index).copied().flatten();
    }
    chain.reverse();
    chain
}

/// The longest common subsequence of two short lists; of long ones, equal keys in order of appearance.
pub(crate) fn common<K: PartialEq>(old: &[K], new: &[K]) -> Vec<(usize, usize)> {
    if old.len().saturating_mul(new.len()) > SMALL {
        return Vec::new();
    }
    let width = new.len() + 1;
    let mut lengths = vec![0_u32; (old.len() + 1) * width];
    let at =
        |lengths: &[u32], one: usize, other: usize| lengths.get(one * width + other).copied().unwrap_or(0);
    for (one, key) in old.iter().enumerate().rev() {
        for (other, candidate) in new.iter().enumerate().rev() {
            let length = if key == candidate {
                at(&lengths, one + 1, other + 1) + 1
            } else {
                at(&lengths, one + 1, other).max(at(&lengths, one, other + 1))
            };
            if let Some(cell) = lengths.get_mut(one * width + other) {
                *cell = length;
            }
        }
    }
    let mut pairs = Vec::new();
    let (mut one, mut other) = (0, 0);
    while one < old.len() && other < new.len() {
        if old.get(one) == new.get(other) {
            pairs.push((one, other));
            one += 1;
            other += 1;
        } else if at(&lengths, one + 1, other) >= at(&lengths, one, other + 1) {
            one += 1;
        } else {
            other += 1;
        }
    }
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn deleting_one_of_two_equal_blocks_keeps_the_one_whose_neighbours_stay() {
        assert_eq!(
            align(&["a", "x", "b", "x", "c"], &["a", "b", "x", "c"]),
            [Some(0), None, Some(1), Some(2), Some(3)]
        );
        assert_eq!(
            align(&["a", "x", "b", "x", "c"], &["a", "x", "b", "c"]),
            [Some(0), Some(1), Some(2), None, Some(3)]
        );
    }

    #[test]
    fn moved_blocks_are_not_matched_out_of_order() {
        assert_eq!(align(&["a", "b", "c"], &["c", "a", "b"]), [Some(1), Some(2), None]);
    }

    #[test]
    fn long_rewritten_lists_take_no_time() {
        let old: Vec<String> = (0..100_000).map(|n| format!("o{}", n % 7)).collect();
        let new: Vec<String> = (0..100_000).map(|n| format!("n{}", n % 7)).collect();
        let matches = align(
            &old.iter().map(|s| &**s).collect::<Vec<_>>(),
            &new.iter().map(|s| &**s).collect::<Vec<_>>(),
        );
        assert!(matches.iter().all(Option::is_none));
    }
}

//! Slices of what the service answers whole.

use crate::wiki::list::Slice;

/// Some of the rows, and where the next ones begin.
pub(super) fn some_of<T>(all: Vec<T>, start: u64, limit: Option<u32>) -> Slice<T> {
    let total = all.len() as u64;
    let most = limit.map_or(usize::MAX, |limit| limit as usize);
    let skipped = usize::try_from(start).unwrap_or(usize::MAX);
    let items: Vec<T> = all.into_iter().skip(skipped).take(most).collect();
    let end = start.saturating_add(items.len() as u64);
    let next = (!items.is_empty() && end < total).then(|| format!("start:{end}"));
    Slice { items, next, total: Some(total) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slices_together_are_the_whole() {
        let first = some_of(vec![1, 2, 3], 0, Some(2));
        assert_eq!((first.items, first.next.as_deref(), first.total), (vec![1, 2], Some("start:2"), Some(3)));
        let last = some_of(vec![1, 2, 3], 2, Some(2));
        assert_eq!((last.items, last.next), (vec![3], None));
        assert_eq!(some_of(vec![1], 9, None).next, None);
    }
}

//! Links, mentions and macros in some Markdown, which are found as a whole or not.

use std::ops::Range;

use crate::content::render::Rendered;
use crate::storage::text::part;
use crate::storage::tree::NodeId;

/// What of some Markdown stands for one node as a whole, in order.
pub(super) struct Atoms(Vec<(Range<usize>, NodeId)>, Vec<usize>);

impl Atoms {
    pub(super) fn of(shown: &Rendered) -> Self {
        let mut atoms: Vec<_> =
            shown.map.atoms.iter().map(|atom| (atom.start..atom.end, atom.node)).collect();
        atoms.sort_by_key(|(range, _)| range.start);
        let furthest = atoms.iter().scan(0, |furthest: &mut usize, (range, _)| {
            *furthest = range.end.max(*furthest);
            Some(*furthest)
        });
        let furthest = furthest.collect();
        Self(atoms, furthest)
    }

    /// Whether a place is in the middle of one.
    pub(super) fn is_inside(&self, at: usize) -> bool {
        let next = self.0.partition_point(|(range, _)| range.start < at);
        next.checked_sub(1).and_then(|last| self.1.get(last)).is_some_and(|&end| at < end)
    }

    /// The nodes of those that are in a range as a whole.
    pub(super) fn within(&self, range: Range<usize>) -> impl Iterator<Item = NodeId> {
        let first = self.0.partition_point(|(atom, _)| atom.start < range.start);
        let inside = part(&self.0, first..).iter().take_while(move |(atom, _)| atom.start < range.end);
        inside.filter(move |(atom, _)| atom.end <= range.end).map(|&(_, node)| node)
    }
}

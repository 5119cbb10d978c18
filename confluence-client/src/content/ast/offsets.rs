//! Where a place of a rewritten text was before.

/// Places where a text and what became of it run on in step, in order: (new, old).
#[derive(Clone, Debug, Default)]
pub(super) struct Offsets(Vec<(usize, usize)>);

impl Offsets {
    /// From `new` on, the text goes on with what stood at `old`.
    pub(super) fn push(&mut self, new: usize, old: usize) {
        if self.old(new) != old || self.0.is_empty() {
            self.0.push((new, old));
        }
    }

    pub(super) fn old(&self, new: usize) -> usize {
        match self.0.partition_point(|&(at, _)| at <= new).checked_sub(1).and_then(|last| self.0.get(last)) {
            Some(&(at, old)) => old + (new - at),
            None => new,
        }
    }

    /// The way back over both steps, the other one made after this.
    pub(super) fn then(&self, other: &Self) -> Self {
        let mut points: Vec<(usize, usize)> =
            other.0.iter().map(|&(new, middle)| (new, self.old(middle))).collect();
        // A step of the first text lies in a stretch that the second one copied, or in one that it dropped.
        for &(middle, old) in &self.0 {
            let after = other.0.partition_point(|&(_, at)| at <= middle);
            let (new, at) =
                after.checked_sub(1).and_then(|last| other.0.get(last)).copied().unwrap_or((0, 0));
            let moved = new + (middle - at);
            if other.0.get(after).is_none_or(|&(next, _)| moved < next) {
                points.push((moved, old));
            }
        }
        points.sort_unstable();
        points.dedup_by_key(|&mut (new, _)| new);
        Self(points)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_steps_lead_back_over_both() {
        // "abcdef" -> "ab--cdef" -> "ab--c<d>ef"
        let mut first = Offsets::default();
        first.push(4, 2);
        let mut second = Offsets::default();
        second.push(6, 5);
        second.push(8, 6);
        let both = first.then(&second);
        assert_eq!([0, 1, 4, 6, 8, 9].map(|new| both.old(new)), [0, 1, 2, 3, 4, 5]);
    }
}

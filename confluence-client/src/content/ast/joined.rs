//! Lines of HTML, which may stand behind the markers of quotes and lists, as one text.

use std::borrow::Cow;
use std::ops::Range;

use super::Source;

/// Lines of HTML as one text.
pub(super) struct Joined<'m> {
    pub(super) text: Cow<'m, str>,
    /// Where each line starts in the text and in the source.
    lines: Vec<(usize, usize)>,
}

impl<'m> Joined<'m> {
    pub(super) fn of(source: &'m Source, ranges: &[Range<usize>]) -> Self {
        let (Some(first), Some(last)) = (ranges.first(), ranges.last()) else {
            return Self { text: Cow::Borrowed(""), lines: Vec::new() };
        };
        let in_step = ranges.iter().zip(ranges.iter().skip(1)).all(|(one, other)| one.end == other.start);
        if in_step {
            return Self {
                text: Cow::Borrowed(source.slice(first.start..last.end)),
                lines: vec![(0, first.start)],
            };
        }
        let (mut text, mut lines) = (String::new(), Vec::with_capacity(ranges.len()));
        for range in ranges {
            lines.push((text.len(), range.start));
            text.push_str(source.slice(range.clone()));
        }
        Self { text: Cow::Owned(text), lines }
    }

    pub(super) fn place(&self, at: usize) -> usize {
        let line = self.lines.partition_point(|&(start, _)| start <= at).checked_sub(1);
        line.and_then(|line| self.lines.get(line)).map_or(0, |&(start, place)| place + (at - start))
    }

    /// A part of the text as parts of the source, one for each line.
    pub(super) fn parts(&self, range: Range<usize>) -> Vec<Range<usize>> {
        let mut parts = Vec::new();
        let mut at = range.start;
        while at < range.end {
            let next = self.lines.partition_point(|&(start, _)| start <= at);
            let end = self.lines.get(next).map_or(range.end, |&(start, _)| start.min(range.end));
            parts.push(self.place(at)..self.place(at) + (end - at));
            at = end;
        }
        parts
    }
}

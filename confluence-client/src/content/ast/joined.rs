//! Lines of HTML, which may stand behind the markers of quotes and lists, as one text.

use std::borrow::Cow;
use std::ops::Range;

use crate::storage::text::slice;

/// Lines of HTML as one text.
pub(super) struct Joined<'m> {
    pub(super) text: Cow<'m, str>,
    /// Where each line starts in the text and in the source.
    lines: Vec<(usize, usize)>,
}

impl<'m> Joined<'m> {
    pub(super) fn of(source: &'m str, ranges: &[Range<usize>]) -> Self {
        let (Some(first), Some(last)) = (ranges.first(), ranges.last()) else {
            return Self { text: Cow::Borrowed(""), lines: Vec::new() };
        };
        let in_step = ranges.iter().zip(ranges.iter().skip(1)).all(|(one, other)| one.end == other.start);
        if in_step {
            return Self {
                text: Cow::Borrowed(slice(source, first.start..last.end)),
                lines: vec![(0, first.start)],
            };
        }
        let (mut text, mut lines) = (String::new(), Vec::with_capacity(ranges.len()));
        for range in ranges {
            lines.push((text.len(), range.start));
            text.push_str(slice(source, range.clone()));
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

#[cfg(test)]
mod tests {
    use crate::content::{WriteOptions, to_storage};

    #[test]
    fn html_in_an_item_or_a_quote_is_read_as_it_is_elsewhere() {
        let link = "<a href=\"https://e.com/x\">https://e.com/x</a>";
        for markdown in [
            "- <p>See\n  https://e.com/x now</p>",
            "> <div>\n> See https://e.com/x now\n> </div>",
            "1. a\n\n   <div>\n   https://e.com/x\n   </div>",
        ] {
            let page = to_storage(markdown, &WriteOptions::new()).unwrap().storage;
            assert_eq!(page.matches(link).count(), 1, "{markdown}: {page}");
        }
        for markdown in [
            "- a\n  <pre>\n  one\n    two\n  </pre>",
            "- <pre>\n  one\n    two\n  </pre>",
            "> <pre>\n> one\n>   two\n> </pre>",
            "1. a\n\n   <pre>\n   one\n     two\n   </pre>",
            "<pre>\none\n  two\n</pre>",
        ] {
            let page = to_storage(markdown, &WriteOptions::new()).unwrap().storage;
            assert!(page.contains("<![CDATA[one\n  two]]>"), "{markdown}: {page}");
        }
    }
}

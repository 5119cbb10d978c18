//! Lines compared, as a list of what stayed, went and came.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use similar::algorithms::{Capture, Compact, Replace, myers};
use similar::udiff::UnifiedHunkHeader;
use similar::{DiffOp, DiffTag, group_diff_ops};

/// Two texts and what leads from one to the other, line by line.
///
/// The lines are numbered, and the numbers are compared: so the algorithm is in the program once. `TextDiff` would bring
/// it fifty times, for each of its algorithms and for each way to look lines up.
pub(crate) struct LineDiff<'a> {
    old: Vec<&'a str>,
    new: Vec<&'a str>,
    operations: Vec<DiffOp>,
}

impl<'a> LineDiff<'a> {
    /// Compares lines, their ends included. After so long a time, what is the same is found no more, and the result is
    /// coarser.
    pub(crate) fn new(old: &'a str, new: &'a str, patience: Duration) -> Self {
        let deadline = Instant::now().checked_add(patience);
        let [old, new] = [old, new].map(|text| text.split_inclusive('\n').collect::<Vec<_>>());
        let mut numbers: HashMap<&str, usize> = HashMap::new();
        let mut numbered = |lines: &[&'a str]| -> Vec<usize> {
            let mut number = |line: &&'a str| {
                let next = numbers.len();
                *numbers.entry(line).or_insert(next)
            };
            lines.iter().map(&mut number).collect()
        };
        let (one, other) = (numbered(&old), numbered(&new));
        let mut found = Compact::new(Replace::new(Capture::new()), &one, &other);
        let Ok(()) = myers::diff_deadline(&mut found, &one, 0..one.len(), &other, 0..other.len(), deadline);
        let operations = found.into_inner().into_inner().into_ops();
        Self { old, new, operations }
    }

    /// All lines in their order: ` ` before one that stayed, `-` before one that went, `+` before one that came.
    pub(crate) fn lines(&self) -> impl Iterator<Item = (char, &'a str)> {
        self.operations.iter().flat_map(|operation| self.lines_of(operation))
    }

    /// A unified diff with so many lines around each change; empty where the texts are the same.
    pub(crate) fn unified(&self, radius: usize, (from, to): (&str, &str)) -> String {
        let mut text = String::new();
        for hunk in group_diff_ops(self.operations.clone(), radius) {
            if hunk.is_empty() {
                continue;
            }
            if text.is_empty() {
                text = format!("--- {from}\n+++ {to}\n");
            }
            text.push_str(&format!("{}\n", UnifiedHunkHeader::new(&hunk)));
            for (sign, line) in hunk.iter().flat_map(|operation| self.lines_of(operation)) {
                text.push(sign);
                text.push_str(line);
                if !line.ends_with('\n') {
                    text.push_str("\n\\ No newline at end of file\n");
                }
            }
        }
        text
    }

    fn lines_of(&self, operation: &DiffOp) -> impl Iterator<Item = (char, &'a str)> {
        let stayed = operation.tag() == DiffTag::Equal;
        let old = self.old.get(operation.old_range()).unwrap_or_default();
        let new = self.new.get(operation.new_range()).filter(|_| !stayed).unwrap_or_default();
        let old = old.iter().map(move |line| (if stayed { ' ' } else { '-' }, *line));
        old.chain(new.iter().map(|line| ('+', *line)))
    }
}

#[cfg(test)]
mod tests {
    use similar::TextDiff;

    use super::*;

    const PATIENCE: Duration = Duration::from_secs(10);

    /// Texts of few different lines, so that many of them are the same.
    fn text(state: &mut u64, lines: usize) -> String {
        let mut next = || {
            *state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            *state >> 33
        };
        (0..lines).map(|_| format!("line {}\n", next() % 9)).collect()
    }

    #[test]
    fn it_is_what_a_text_diff_is() {
        let mut state = 7;
        for lines in (0..60).chain([101, 150, 400]) {
            let (old, new) = (text(&mut state, lines), text(&mut state, lines + lines / 3));
            let whole = TextDiff::from_lines(old.as_str(), new.as_str());
            let expected = whole.unified_diff().context_radius(3).header("a", "b").to_string();
            assert_eq!(LineDiff::new(&old, &new, PATIENCE).unified(3, ("a", "b")), expected);
        }
    }

    #[test]
    fn a_last_line_without_an_end_is_told() {
        let diff = LineDiff::new("one\ntwo", "one\n2\n", PATIENCE);
        assert_eq!(diff.lines().collect::<Vec<_>>(), [(' ', "one\n"), ('-', "two"), ('+', "2\n")]);
        let expected = "--- a\n+++ b\n@@ -1,2 +1,2 @@\n one\n-two\n\\ No newline at end of file\n+2\n";
        assert_eq!(diff.unified(3, ("a", "b")), expected);
        assert_eq!(LineDiff::new("same\n", "same\n", PATIENCE).unified(3, ("a", "b")), "");
    }
}

//! Marks beside the punctuation of Chinese, Japanese and Korean.
//!
//! CommonMark lets `**` end a mark behind punctuation only if no letter follows, and begin one before punctuation only if none
//! stands before. These scripts set no blanks, so that in `**注意：**请看**「文档」**` the wrong words would be strong. Their
//! punctuation, and any punctuation beside one of their letters, is for a delimiter what a letter is: a sign that stands for
//! one is put between before the parser sees the text, and taken out of what it finds.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::Scan;
use super::found::{Found, Kind};
use crate::storage::text::{is_escaped, slice};
use crate::wide::is_wide;

const DELIMITERS: [char; 2] = ['*', '~'];

/// Where guards belong.
#[derive(Default)]
pub(super) struct Guards {
    places: BTreeSet<usize>,
    /// Where the runs begin that were looked at, and where they end: each is measured once.
    runs: BTreeMap<usize, usize>,
    /// Where one asterisk stands alone.
    single: BTreeSet<usize>,
}

/// Whether a text may have delimiters that need them.
pub(super) fn may_be_in(text: &str) -> bool {
    text.contains(DELIMITERS) && text.chars().any(is_wide)
}

impl Scan<'_> {
    pub(super) fn guards(&mut self) {
        let places = self.guards.take().map(|guards| guards.places(self.text)).unwrap_or_default();
        self.found.extend(places.into_iter().map(|at| Found { range: at..at, kind: Kind::Guard }));
    }
}

impl Guards {
    /// Looks at the delimiters that the parser took for text.
    pub(super) fn text(&mut self, text: &str, range: Range<usize>) {
        let mut at = range.start;
        while let Some(next) = slice(text, at.min(range.end)..range.end).find(DELIMITERS) {
            at = self.run(text, at + next);
        }
    }

    /// Looks at the delimiters of a mark that the parser found: others may be meant.
    pub(super) fn mark(&mut self, text: &str, range: &Range<usize>) {
        self.run(text, range.start);
        self.run(text, range.end.saturating_sub(1));
    }

    /// Italics end behind punctuation only where they begin at the start of a word: `*「文」*的`. Else one `*` between letters
    /// of these scripts is a sign of multiplication, or of any name of a file.
    fn places(mut self, text: &str) -> BTreeSet<usize> {
        let single: Vec<usize> = std::mem::take(&mut self.single).into_iter().collect();
        let mut pairs = single.as_slice();
        while let [open, close, ..] = *pairs {
            let inside = slice(text, open + 1..close);
            let is_pair = opens_italics(text, open)
                && inside.len() <= LONGEST
                && inside.trim() == inside
                && !inside.contains('\n');
            let (last, after) = (inside.chars().next_back(), slice(text, close + 1..).chars().next());
            if is_pair
                && last.is_some_and(|last| is_wide(last) && is_punctuation(last))
                && after.is_some_and(|after| is_wide(after) && after.is_alphanumeric())
            {
                self.places.insert(close);
            }
            pairs = pairs.get(if is_pair { 2 } else { 1 }..).unwrap_or_default();
        }
        self.places
    }

    /// Looks at the delimiters at a place; the place behind them.
    fn run(&mut self, text: &str, at: usize) -> usize {
        let Some(sign) = slice(text, at..).chars().next().filter(|sign| DELIMITERS.contains(sign)) else {
            return at + 1;
        };
        if let Some((_, &end)) = self.runs.range(..=at).next_back().filter(|(_, end)| at < **end) {
            return end;
        }
        let before = slice(text, ..at).trim_end_matches(sign);
        let end = text.len() - slice(text, at..).trim_start_matches(sign).len();
        self.runs.insert(before.len(), end);
        if sign == '*' && end - before.len() == 1 && !is_escaped(text, before.len()) {
            self.single.insert(before.len());
        }
        let is_mark = matches!((sign, end - before.len()), (_, 2) | ('*', 3));
        let (Some(left), Some(right)) = (before.chars().next_back(), slice(text, end..).chars().next())
        else {
            return end;
        };
        if is_mark && (is_wide(left) || is_wide(right)) && !is_escaped(text, before.len()) {
            self.places.extend(is_punctuation(left).then_some(before.len()));
            self.places.extend(is_punctuation(right).then_some(end));
        }
        end
    }
}

/// The longest text in italics that is looked at.
const LONGEST: usize = 200;

fn is_punctuation(sign: char) -> bool {
    !sign.is_alphanumeric() && !sign.is_whitespace()
}

/// Whether no letter and no closing bracket stands before an asterisk, so that it multiplies nothing.
fn opens_italics(text: &str, at: usize) -> bool {
    let before = slice(text, ..at).chars().next_back();
    before.is_none_or(|sign| {
        !sign.is_alphanumeric()
            && !matches!(sign, ')' | ']' | '）' | '］' | '」' | '』' | '】' | '》' | '〉' | '”')
    })
}

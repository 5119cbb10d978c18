//! Formulas of other Markdown: `$x^2$`, `$$..$$`, `\(x^2\)` and `\[x^2\]`. They are told, and written as they stand: the parser
//! would take backslashes for escapes, and store another formula.
//!
//! What a page shows of its text is read as the same text: only such backslashes are kept as none stands before in what is
//! shown of a page.

use std::ops::Range;

use super::Scan;
use super::found::{Found, Kind};
use super::values::in_directive;
use crate::storage::text::{is_escaped, slice};

/// The longest formula in a line, and between lines: openings that never close must not cost quadratic time.
const LONGEST: usize = 200;
const LONGEST_BLOCK: usize = 2_000;

/// How much of a formula its author is shown.
const SHOWN: usize = 120;

/// A formula in a text.
pub(super) struct Formula {
    pub(super) range: Range<usize>,
    /// Where a backslash belongs, so that what stands there is read as it stands.
    pub(super) signs: Vec<usize>,
    pub(super) message: String,
}

impl Scan<'_> {
    /// Keeps the parser from the backslashes of formulas, and tells of them.
    pub(super) fn keep_formulas(&mut self) {
        for formula in find(self.text, std::mem::take(&mut self.formulas)) {
            if in_directive(self.text, formula.range.start) {
                continue;
            }
            let signs = formula.signs.into_iter().map(|at| Found { range: at..at, kind: Kind::Sign });
            self.found.extend(signs);
            self.notes.push((formula.range.start, formula.message));
        }
    }
}

/// Whether a text may have formulas.
pub(super) fn may_be_in(text: &str) -> bool {
    text.contains('$') || text.contains("\\(") || text.contains("\\[")
}

/// Where formulas might begin in what the parser took for text: at a dollar, or at a bracket behind a backslash.
pub(super) fn openings(text: &str, range: &Range<usize>, out: &mut Vec<usize>) {
    let inside = slice(text, range.clone());
    out.extend(inside.match_indices('$').map(|(at, _)| range.start + at));
    if inside.starts_with(['(', '[']) && is_escaped(text, range.start) {
        out.push(range.start - 1);
    }
}

/// The formulas that begin at these places.
pub(super) fn find(text: &str, mut openings: Vec<usize>) -> Vec<Formula> {
    openings.sort_unstable();
    let mut found: Vec<Formula> = Vec::new();
    for open in openings {
        if found.last().is_none_or(|last| last.range.end <= open) {
            found.extend(formula(text, open));
        }
    }
    found
}

fn formula(text: &str, open: usize) -> Option<Formula> {
    let rest = slice(text, open..);
    let (width, end, longest) = match rest.as_bytes() {
        [b'$', b'$', ..] => (2, "$$", LONGEST_BLOCK),
        [b'$', ..] => (1, "$", LONGEST),
        [b'\\', b'(', ..] => (2, "\\)", LONGEST),
        [b'\\', b'[', ..] => (2, "\\]", LONGEST_BLOCK),
        _ => return None,
    };
    let near = slice(rest, width..rest.floor_char_boundary(longest + width));
    let (inside, after) = near.split_once(end)?;
    let before = slice(text, ..open).chars().next_back();
    let is_formula = match end.starts_with('$') {
        true => is_between_dollars(before, inside, after, width == 2),
        false => is_between_brackets(before, inside, end == "\\]"),
    };
    if !is_formula || inside.contains("\n\n") || inside.trim().is_empty() {
        return None;
    }
    let start = open + width;
    let mut signs = signs(inside, start);
    if width == 2 && end.starts_with('\\') {
        let close = start + inside.len();
        signs.extend([open, open + 1, close, close + 1]);
    }
    let whole = slice(rest, ..width + inside.len() + width);
    let shown: String = whole.chars().take(SHOWN).map(|sign| if sign == '\n' { ' ' } else { sign }).collect();
    let dots = if shown.len() < whole.len() { ".." } else { "" };
    let message = format!(
        "`{shown}{dots}` is a formula in another Markdown, and was written as text; put it in code, or in the macro for formulas \
         that the site has"
    );
    Some(Formula { range: open..open + whole.len(), signs, message })
}

fn is_between_dollars(before: Option<char>, formula: &str, after: &str, is_block: bool) -> bool {
    let signs = |sign: char| matches!(sign, '\\' | '^' | '_' | '=' | '+' | '<' | '>' | '{' | '*' | '/');
    let fits = formula.trim() == formula && !formula.starts_with(|first: char| first.is_ascii_digit());
    let stands_alone = before.is_none_or(|sign| !sign.is_alphanumeric() && !matches!(sign, '$' | '\\'))
        && !after.starts_with(|next: char| next.is_alphanumeric());
    (is_block || fits && !formula.contains('\n'))
        && stands_alone
        && (formula.contains(signs) || formula.chars().count() == 1)
}

/// Escaped brackets are mostly brackets.
fn is_between_brackets(before: Option<char>, formula: &str, is_block: bool) -> bool {
    let plain = formula.replace("\\\\", "");
    if before == Some('\\') || plain.contains("\\[") || plain.contains("\\(") || formula.starts_with('-') {
        return false;
    }
    let letters = formula.as_bytes();
    let is_letter = |at: usize| letters.get(at).is_some_and(u8::is_ascii_alphabetic);
    let is_command = |at: usize| letters.get(at) == Some(&b'\\') && is_letter(at + 1);
    let is_variable = |at: usize| is_letter(at) && !at.checked_sub(1).is_some_and(is_letter);
    let follows = |at: usize| {
        matches!(slice(formula, at + 1..).trim_start().as_bytes().first(), Some(b'=' | b'^' | b'_' | b'+'))
    };
    let has_sign = (0..letters.len()).any(|at| is_command(at) || is_variable(at) && follows(at));
    // A letter alone that begins a line counts the paragraphs of a text: `\(a\)`.
    let is_letter_alone =
        !is_block && letters.len() == 1 && is_letter(0) && before.is_some_and(|sign| sign != '\n');
    has_sign || is_letter_alone || formula.contains(" = ")
}

/// The backslashes of a formula that the parser would take away.
fn signs(formula: &str, start: usize) -> Vec<usize> {
    let bytes = formula.as_bytes();
    let mut signs = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let run = bytes.iter().skip(at).take_while(|&&byte| byte == b'\\').count();
        let next = bytes.get(at + run).copied();
        let is_kept = match next {
            None => run > 0 && run % 2 == 0,
            Some(next) if next.is_ascii_whitespace() => run > 0 && run % 2 == 0,
            Some(b',' | b';' | b'{' | b'}') => run == 1,
            _ => false,
        };
        if is_kept {
            signs.extend((at..at + run).map(|at| start + at));
        }
        at += run.max(1);
    }
    signs
}

//! What became of a row, in words.

use crate::content::{Loss, Note};

/// Losses in words.
pub(super) fn listed(losses: &[Loss]) -> String {
    losses.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

/// What was not understood, a note a line.
pub(super) fn noted(notes: &[Note]) -> String {
    notes.iter().map(|note| format!("Note: {note}")).collect::<Vec<_>>().join("\n")
}

/// What there is of this, a line each.
pub(super) fn lines(parts: &[String]) -> String {
    parts.iter().map(|part| part.trim_end()).filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n")
}

/// The first lines of a new text, as the changes of a page show what is new.
pub(super) fn beginning(text: &str) -> String {
    /// Enough to tell what it is; the author knows the rest.
    const LINES: usize = 10;

    let (mut shown, mut rest) = (Vec::new(), text.trim().lines());
    shown.extend(rest.by_ref().take(LINES).map(|line| format!("+{line}")));
    match rest.count() {
        0 => {}
        1 => shown.push("(1 line more)".to_owned()),
        more => shown.push(format!("({more} lines more)")),
    }
    shown.join("\n")
}

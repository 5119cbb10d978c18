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

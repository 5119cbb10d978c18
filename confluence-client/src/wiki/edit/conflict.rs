//! What is told where two people changed the same.

use crate::content::{Conflict, Document, ReadOptions};
use crate::quoted::Quoted;

/// The conflicts of an edit with what somebody else wrote meanwhile: the places that both changed.
/// [`Error::cause`](crate::Error::cause) of an edit's `Conflict` finds it.
#[derive(Debug, thiserror::Error)]
#[error("{told}")]
#[non_exhaustive]
pub struct MergeConflict {
    /// Each place, with what it was, what the edit makes of it, and what the other person made of it.
    pub places: Vec<Conflict>,
    told: String,
}

/// How many places are shown, and how many bytes of each version: a person wants to know where to look, and
/// `places` has them whole.
const MOST_SHOWN: usize = 10;
const MOST_BYTES_OF_ONE: usize = 600;

impl MergeConflict {
    pub(super) fn of(places: Vec<Conflict>) -> Self {
        let place = |conflict: &Conflict| {
            let handle = conflict.handle.map(|handle| format!("{handle}: ")).unwrap_or_default();
            let (ours, theirs) = (seen(&conflict.ours), seen(&conflict.theirs));
            format!("{handle}yours is {}, theirs is {}", Quoted(&ours), Quoted(&theirs))
        };
        let mut shown: Vec<String> = places.iter().take(MOST_SHOWN).map(place).collect();
        if places.len() > MOST_SHOWN {
            shown.push(format!("{} places in all, the first {MOST_SHOWN} shown", places.len()));
        }
        let told = format!("somebody else changed the same blocks meanwhile: {}", shown.join("; "));
        Self { places, told }
    }
}

/// A version of a block as Markdown; a part of one as it is stored.
fn seen(storage: &str) -> String {
    let text = match Document::parse(storage) {
        Ok(document) => document.markdown(&ReadOptions::new()).text.trim_end().to_owned(),
        Err(_) => storage.to_owned(),
    };
    match text.get(..text.floor_char_boundary(MOST_BYTES_OF_ONE)) {
        Some(cut) if cut.len() < text.len() => format!("{cut}... ({} bytes in all)", text.len()),
        _ => text,
    }
}

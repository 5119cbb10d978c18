//! What is told where two people changed the same.

use crate::content::changes::without_handles;
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
            format!("{handle}yours is {}, theirs is {}", made(&conflict.ours), made(&conflict.theirs))
        };
        let mut shown: Vec<String> = places.iter().take(MOST_SHOWN).map(place).collect();
        if places.len() > MOST_SHOWN {
            shown.push(format!("{} places in all, the first {MOST_SHOWN} shown", places.len()));
        }
        let told = format!("somebody else changed the same blocks meanwhile: {}", shown.join("; "));
        Self { places, told }
    }
}

/// What somebody made of a block.
fn made(storage: &str) -> String {
    match storage.trim() {
        "" => "nothing, since it is deleted".to_owned(),
        storage => Quoted(&seen(storage)).to_string(),
    }
}

/// A version of a block as Markdown, without handles, which would be none of the page; a part of one as it is stored.
fn seen(storage: &str) -> String {
    // A task is one in its list alone.
    let whole = match storage.starts_with("<ac:task>") || storage.starts_with("<ac:task ") {
        true => format!("<ac:task-list>{storage}</ac:task-list>"),
        false => storage.to_owned(),
    };
    let text = match Document::parse(&whole) {
        Ok(document) => without_handles(document.markdown(&ReadOptions::new()).text.trim_end()),
        Err(_) => storage.to_owned(),
    };
    match text.get(..text.floor_char_boundary(MOST_BYTES_OF_ONE)) {
        Some(cut) if cut.len() < text.len() => format!("{cut}... ({} bytes in all)", text.len()),
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_is_told_in_its_words() {
        let task = "<ac:task><ac:task-id>4</ac:task-id><ac:task-status>complete</ac:task-status><ac:task-body>Do it\
                    </ac:task-body></ac:task>";
        let panel = "<ac:structured-macro ac:name=\"panel\"><ac:parameter ac:name=\"title\">T</ac:parameter>\
                     <ac:rich-text-body><p>x</p></ac:rich-text-body></ac:structured-macro>";
        for (storage, told) in [
            (task, "\"- [x] Do it\""),
            ("<ac:structured-macro ac:name=\"toc\" />", "\"::toc\""),
            (panel, "\":::panel{title=T}\\n\\nx\\n\\n:::\""),
            ("<p>same</p><p><span style=\"color: red;\">same</span></p>", "\"same\\n\\nsame\""),
            ("<p>never closed", "\"<p>never closed\""),
            (" ", "nothing, since it is deleted"),
        ] {
            assert_eq!(made(storage), told, "{storage}");
        }
    }
}

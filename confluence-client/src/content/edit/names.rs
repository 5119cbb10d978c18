//! The names of people as an author wrote them: what a mention is shown as.

use crate::storage::resource::{Resource, ResourceKind};
use crate::storage::text::slice;

/// The names by which Markdown mentions people: those that the page was shown with.
pub(super) fn names_in(markdown: &str) -> Vec<(String, String)> {
    let mut names: Vec<(String, String)> = Vec::new();
    for (at, opening) in markdown.match_indices("](user:").chain(markdown.match_indices("](<user:")) {
        let uri = slice(markdown, at + opening.len() - "user:".len()..);
        let end = uri.find([')', '>', '\n']).unwrap_or(uri.len());
        let label = slice(markdown, ..at).rfind("[@").map(|open| slice(markdown, open + 2..at));
        let label = label.filter(|label| !label.contains(['\n', ']']) || label.contains("\\]"));
        if let (Some(label), Some(Resource { kind: ResourceKind::User(id), .. })) =
            (label, Resource::parse(slice(uri, ..end)))
            && !names.iter().any(|(known, _)| *known == id)
        {
            names.push((id, unescaped(label)));
        }
    }
    names
}

/// A label without the backslashes that keep its signs from being markup.
pub(super) fn unescaped(label: &str) -> String {
    let mut text = String::with_capacity(label.len());
    let mut signs = label.chars().peekable();
    while let Some(sign) = signs.next() {
        match signs.peek() {
            Some(next) if sign == '\\' && next.is_ascii_punctuation() => {}
            _ => text.push(sign),
        }
        if sign == '\\'
            && let Some(next) = signs.next_if(char::is_ascii_punctuation)
        {
            text.push(next);
        }
    }
    text
}

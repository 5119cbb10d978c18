//! Lines that open a container, as other tools write them.

use super::alert_macro;
use super::directive::Directive;
use crate::storage::text::slice;

/// `:::{note} Title`, as MyST writes it, without the braces.
pub(super) fn unbraced(line: &str, colons: usize) -> Option<String> {
    if colons < 3 {
        return None;
    }
    let (name, rest) = slice(line, colons..).trim_start_matches(' ').strip_prefix('{')?.split_once('}')?;
    let is_name = name.starts_with(|first: char| first.is_ascii_alphabetic())
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    is_name.then(|| format!("{}{name}{rest}", slice(line, ..colons)))
}

pub(super) fn is_titled_word(first: char) -> bool {
    first.is_ascii_alphabetic()
}

/// `:::warning Mind the gap` and `::: tip`, as other tools write containers: alerts, and blocks that unfold.
pub(super) fn titled(directive: Directive, title: &str) -> Option<Directive> {
    let bare = directive.attributes.is_empty() && directive.words.is_empty();
    let title = directive.label.as_deref().filter(|_| title.is_empty()).unwrap_or(title);
    let name = match &*directive.name {
        "details" | "expand" | "spoiler" => "expand",
        own @ ("panel" | "info" | "note" | "tip" | "warning") => own,
        other => alert_macro(other)?,
    };
    if !bare || directive.handle.is_some() {
        return None;
    }
    let title = (!title.is_empty()).then(|| ("title".to_owned(), title.to_owned()));
    Some(Directive { name: name.to_owned(), attributes: title.into_iter().collect(), ..Directive::default() })
}

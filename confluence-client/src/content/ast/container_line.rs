//! Lines that open a container, as other tools write them.

use super::alert_macro;
use super::directive::{Directive, Literal, braces};
use crate::storage::text::slice;

/// Whether what stands behind three colons or more opens a container: a name, one in braces, or attributes.
pub(super) fn is_opened_by(behind: &str) -> bool {
    let inside = behind.strip_prefix('{').map(|inside| inside.trim_start_matches(' '));
    let begins = |text: &str| text.starts_with(|first: char| first.is_ascii_alphabetic());
    begins(behind) || inside.is_some_and(|inside| begins(inside) || inside.starts_with(['.', '#']))
}

/// `:::{note} Title`, as MyST writes it, without the braces.
pub(super) fn unbraced(line: &str, colons: usize) -> Option<String> {
    if colons < 3 {
        return None;
    }
    let (name, rest) = slice(line, colons..).trim_start_matches(' ').strip_prefix('{')?.split_once('}')?;
    let is_name = name.starts_with(|first: char| first.is_ascii_alphabetic())
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    is_name.then(|| format!("{}{}{rest}", slice(line, ..colons), of_others(name.to_owned())))
}

/// What a line with attributes in place of a name opens, as Pandoc and Quarto write it.
pub(super) enum Attributed {
    /// `::: {.callout-note title="T"}`: an alert, and what of the attributes means nothing here.
    Alert(Box<Directive>, Vec<String>),
    /// `:::: {.columns}`, `::: {#fig-x}`: what a page has no form for.
    Unknown,
}

/// Reads such a line; nothing if it is none.
pub(super) fn attributed(line: &Literal, colons: usize) -> Option<Attributed> {
    let behind = slice(&line.text, colons..);
    let open = colons + behind.len() - behind.trim_start_matches(' ').len();
    let inside = slice(&line.text, open..).strip_prefix('{')?;
    if colons < 3 || !inside.trim_start_matches(' ').starts_with(['.', '#']) {
        return None;
    }
    let (line, id) = without_id(line, open + 1);
    let mut read = Directive::default();
    let end = braces(&line, open, &mut read);
    let is_whole = end.is_some_and(|end| slice(&line.text, end..).trim_matches([' ', ':']).is_empty());
    let mut classes: Vec<&str> = read.words.iter().map(|word| word.trim_start_matches('.')).collect();
    let kind = classes.iter().enumerate().find_map(|(at, class)| Some((at, alert_of(class)?)));
    let Some((at, name)) = kind.filter(|_| is_whole) else { return Some(Attributed::Unknown) };
    classes.remove(at);
    let (title, others): (Vec<_>, Vec<_>) = read.attributes.into_iter().partition(|(key, _)| key == "title");
    let classes = classes.into_iter().map(|class| format!(".{class}"));
    let others = others.into_iter().map(|(key, value)| format!("{key}={value}"));
    let alert = Directive { name: name.to_owned(), attributes: title, ..Directive::default() };
    Some(Attributed::Alert(Box::new(alert), id.into_iter().chain(classes).chain(others).collect()))
}

/// A line without the id that its attributes begin with: `{#nte-x .callout-note}`.
fn without_id(line: &Literal, at: usize) -> (Literal, Option<String>) {
    let inside = slice(&line.text, at..);
    let lead = inside.len() - inside.trim_start_matches(' ').len();
    let id = slice(inside, lead..).split([' ', '}']).next().filter(|word| word.starts_with('#'));
    let length = id.map_or(0, |id| lead + id.len());
    let text = slice(&line.text, ..at).to_owned() + slice(inside, length..);
    let escaped = line.escaped.iter().filter(|&&place| place >= at + length);
    let escaped = escaped.map(|place| place - length).collect();
    (Literal { text, escaped, ..Literal::default() }, id.map(str::to_owned))
}

/// The name of ours for a kind of alert of other tools. What they call a note is the same as `> [!NOTE]`; ours is a warning.
pub(super) fn of_others(name: String) -> String {
    if name == "note" { "info".to_owned() } else { name }
}

pub(super) fn is_titled_word(first: char) -> bool {
    first.is_ascii_alphabetic()
}

/// Whether a name is a word for an alert that no macro has, so that a line may say it without a title.
pub(super) fn is_word_for_alert(name: &str) -> bool {
    matches!(name, "message" | "admonition" | "callout" | "dropdown" | "spoiler")
        || name.starts_with("callout-")
        || name.starts_with("alert-")
        || alert_macro(name).is_some_and(|ours| ours != name)
}

/// The lines of other tools that only hold blocks together: `::: v-pre`. What stands in them is put in their place.
pub(super) fn is_transparent(directive: &Directive) -> bool {
    matches!(&*directive.name, "raw" | "v-pre" | "code-group")
        && *directive == Directive { name: directive.name.clone(), ..Directive::default() }
}

/// `:::warning Mind the gap` and `::: tip`, as other tools write containers: alerts, and blocks that unfold.
pub(super) fn titled(directive: Directive, title: &str) -> Option<Directive> {
    let bare = directive.words.is_empty() && directive.attributes.iter().all(|(key, _)| key == "title");
    let named = directive.label.as_deref().or_else(|| directive.attribute("title"));
    let title = named.filter(|_| title.is_empty()).unwrap_or(title);
    let (name, title) = match (&*directive.name, title) {
        ("message", "alert") => ("warning", ""),
        ("message", "") => ("info", ""),
        (name, title) => (name, title),
    };
    let name = match name {
        "details" | "expand" | "spoiler" | "dropdown" => "expand",
        own @ ("panel" | "info" | "note" | "tip" | "warning") => own,
        other => alert_of(other)?,
    };
    if !bare || directive.handle.is_some() {
        return None;
    }
    let title = (!title.is_empty()).then(|| ("title".to_owned(), title.to_owned()));
    Some(Directive { name: name.to_owned(), attributes: title.into_iter().collect(), ..Directive::default() })
}

/// The macro for an alert, by what other tools call it.
fn alert_of(name: &str) -> Option<&'static str> {
    match name {
        "admonition" | "callout" => Some("info"),
        _ => {
            let kind = name.strip_prefix("callout-").or_else(|| name.strip_prefix("alert-"));
            alert_macro(kind.unwrap_or(name))
        }
    }
}

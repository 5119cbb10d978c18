//! Elements of HTML that are hidden where HTML is shown. A page would show them to everybody.

use std::ops::Range;

use super::Scan;
use super::found::{Found, Kind};
use crate::content::ast::html::{self, Token};
use crate::storage::text::slice;

/// The elements that are hidden, as far as they were found.
#[derive(Default)]
pub(super) struct Hidden {
    open: Option<Open>,
    pub(super) found: Vec<(Range<usize>, String)>,
}

/// One that is open, and how many of its name are open within it.
struct Open {
    name: String,
    start: usize,
    depth: usize,
}

/// Whether a text may hide something.
pub(super) fn may_be_in(text: &str) -> bool {
    if !text.contains('<') {
        return false;
    }
    let lower = text.to_ascii_lowercase();
    lower.contains("hidden") || lower.contains("display")
}

impl Scan<'_> {
    pub(super) fn see_hidden(&mut self, range: &Range<usize>) {
        if let Some(hidden) = &mut self.hidden {
            hidden.see(slice(self.text, range.clone()), range.start);
        }
    }

    /// Takes out what HTML hides.
    pub(super) fn hidden(&mut self) {
        let Some(hidden) = self.hidden.take() else { return };
        self.notes.extend(hidden.unclosed());
        for (range, name) in hidden.found {
            self.notes.push((range.start, left_out(&name)));
            self.found.push(Found { range, kind: Kind::Comment });
        }
    }
}

impl Hidden {
    /// Looks at HTML that stands at a place.
    pub(super) fn see(&mut self, html: &str, at: usize) {
        for (token, place) in html::tokens(html) {
            let (start, end) = (at + place.start, at + place.end);
            match (token, &mut self.open) {
                (Token::Open { name, attributes }, None) if is_hidden(attributes) => {
                    match is_empty(&name) || attributes.trim_end().ends_with('/') {
                        true => self.found.push((start..end, name)),
                        false => self.open = Some(Open { name, start, depth: 0 }),
                    }
                }
                // A paragraph ends where the next one begins, but what stands between two blocks of HTML is Markdown.
                (Token::Open { name, attributes }, Some(open))
                    if name == "p" && open.name == name && open.start >= at =>
                {
                    let before = open.start..start;
                    self.open = is_hidden(attributes).then(|| Open { name: name.clone(), start, depth: 0 });
                    self.found.push((before, name));
                }
                (Token::Open { name, .. }, Some(open)) if name == open.name => open.depth += 1,
                (Token::Close { name }, Some(open)) if name == open.name => match open.depth.checked_sub(1) {
                    Some(depth) => open.depth = depth,
                    None => {
                        let whole = open.start..end;
                        self.open = None;
                        self.found.push((whole, name));
                    }
                },
                _ => {}
            }
        }
    }

    /// What is told of one that is never closed, so that nobody knows where it ends.
    pub(super) fn unclosed(&self) -> Option<(usize, String)> {
        let open = self.open.as_ref()?;
        let name = &open.name;
        let message = format!(
            "`<{name}>` is hidden in HTML and never closed, and its text will be seen; take it away, or add `</{name}>`"
        );
        Some((open.start, message))
    }
}

/// Elements without an end (HTML, 13.1.2).
fn is_empty(name: &str) -> bool {
    const EMPTY: [&str; 13] = [
        "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr",
    ];
    EMPTY.contains(&name)
}

/// What is told of one that was left out.
pub(super) fn left_out(name: &str) -> String {
    format!("`<{name}>` was left out with what is in it: it is hidden in HTML, and a page would show it")
}

fn is_hidden(attributes: &str) -> bool {
    let style = html::attribute(attributes, "style").unwrap_or_default();
    let style: String = style.chars().filter(|sign| !sign.is_whitespace()).collect();
    let style = style.to_ascii_lowercase();
    let is_set = |value: &str| style.split(';').any(|set| set.trim_end_matches("!important") == value);
    html::attribute(attributes, "hidden").is_some() || is_set("display:none") || is_set("visibility:hidden")
}

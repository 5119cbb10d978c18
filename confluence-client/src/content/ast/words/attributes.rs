//! Braces behind an image, a link or a paragraph, in which other tools write attributes of HTML.

use std::borrow::Cow;

use pulldown_cmark::CowStr;

use super::super::directive::{Directive, Literal, braces};
use super::super::list_signs::is_line_end;
use super::super::{Inline, InlineKind, Source};
use crate::content::handle::is_handle;

/// Reads what follows an image in braces, `{width=300}`, into the image, and `{card=inline}` into the link that it follows;
/// what is HTML there or stands below a paragraph, `{:target="_blank"}`, is left out.
pub(in super::super) fn take_attributes(source: &Source, inlines: &mut Vec<Inline<'_>>) {
    let has_braces =
        |inline: &Inline<'_>| matches!(&inline.kind, InlineKind::Text(text, false) if text.starts_with('{'));
    if !inlines.iter().any(has_braces) {
        return;
    }
    let mut out: Vec<Inline<'_>> = Vec::with_capacity(inlines.len());
    let (mut image, mut link) = (None, None);
    let last = inlines.len() - 1;
    for (index, inline) in std::mem::take(inlines).into_iter().enumerate() {
        let at = inline.range.start;
        let length = match (&inline.kind, out.last().map(|last| &last.kind)) {
            (InlineKind::ImageOpen { .. }, _) => {
                image = Some(out.len());
                None
            }
            (InlineKind::LinkOpen { .. }, _) => {
                link = Some(out.len());
                None
            }
            (InlineKind::Text(text, false), Some(InlineKind::ImageClose)) => {
                let opened = image.and_then(|opened| out.get_mut(opened));
                opened.and_then(|opened| measures(source, text, at, opened))
            }
            (InlineKind::Text(text, false), Some(InlineKind::LinkClose)) => {
                let opened = link.and_then(|opened| out.get_mut(opened));
                opened.and_then(|opened| card(source, text, opened)).or_else(|| foreign(source, text, at))
            }
            // A line of its own above or below a paragraph.
            (InlineKind::Text(text, false), before)
                if text.starts_with("{:")
                    && before.is_none_or(|before| index == last && is_line_end(before)) =>
            {
                foreign(source, text, at).filter(|&length| text.len() == length)
            }
            _ => None,
        };
        let Some(length) = length else {
            out.push(inline);
            continue;
        };
        let InlineKind::Text(text, _) = &inline.kind else { continue };
        let rest = text.get(length..).unwrap_or("").to_owned();
        if !rest.is_empty() {
            let range = at + length..inline.range.end;
            out.push(Inline { kind: InlineKind::Text(CowStr::from(rest), false), range });
        } else if index == last && out.last().is_some_and(|last| is_line_end(&last.kind)) {
            out.pop();
        }
    }
    // Of such a line above the text, the end is left.
    if out.first().is_some_and(|first| is_line_end(&first.kind)) {
        out.remove(0);
    }
    *inlines = out;
}

/// Reads the braces that a text begins with into the image that ends before it; returns their length.
fn measures(source: &Source, text: &str, at: usize, image: &mut Inline<'_>) -> Option<usize> {
    let (plain, id) = without_id(text);
    let (found, length) = in_braces(&plain)?;
    let length = length + id.map_or(0, |id| id.len() + 1);
    let InlineKind::ImageOpen { attributes, .. } = &mut image.kind else { return None };
    // They are part of it: an image of the page is taken as it is only where nothing is said of its size.
    image.range.end += length;
    if let Some(id) = id {
        source.note(at, format!("`#{id}` of the image was left out; width, height and align are known"));
    }
    for (name, value) in found.attributes {
        if matches!(&*name, "width" | "height" | "align") {
            attributes.push((name, value));
        } else {
            let message = format!("`{name}` of the image was left out; width, height and align are known");
            source.note(at, message);
        }
    }
    Some(length)
}

/// How a card may look: as its title within a line, as a block with a summary, or as what it leads to.
pub(crate) const APPEARANCES: [&str; 3] = ["inline", "block", "embed"];

/// The look of a card, by its name.
pub(in super::super) fn appearance(name: &str) -> Option<&'static str> {
    APPEARANCES.into_iter().find(|known| *known == name)
}

/// Reads the braces that a text begins with into the link that ends before it; returns their length.
fn card(source: &Source, text: &str, link: &mut Inline<'_>) -> Option<usize> {
    let (found, length) = in_braces(text)?;
    let wanted = match (found.attributes.as_slice(), found.words.as_slice()) {
        ([(name, wanted)], []) if name == "card" => wanted,
        ([], [word]) if word == "card" => "inline",
        _ => return None,
    };
    let InlineKind::LinkOpen { card, .. } = &mut link.kind else { return None };
    *card = appearance(wanted);
    if card.is_none() {
        let known = APPEARANCES.join(", ");
        source.note(
            link.range.end,
            format!("`{wanted}` is not a look of a card; write one of {known}: it was written as a link"),
        );
    }
    link.range.end += length;
    Some(length)
}

/// The length of braces with attributes of HTML, which say nothing on a page: `{: .note}`, `{target=_blank}`.
fn foreign(source: &Source, text: &str, at: usize) -> Option<usize> {
    let (found, length) = in_braces(text)?;
    let is_html =
        |name: &str| matches!(name, "target" | "rel" | "class" | "id" | "title" | "download" | "style");
    let is_foreign = text.starts_with("{:")
        || found.words.iter().all(|word| word.starts_with('.'))
            && found.attributes.iter().all(|(name, _)| is_html(name))
            && !(found.words.is_empty() && found.attributes.is_empty());
    let shown = text.get(..length)?;
    is_foreign.then(|| {
        source.note(at, format!("`{shown}` was left out: attributes of HTML mean nothing on a page"));
        length
    })
}

/// A text without the name of a place that the braces begin with, `{#fig-plan width=300}`, and that name: a handle is none.
fn without_id(text: &str) -> (Cow<'_, str>, Option<&str>) {
    let id = text.strip_prefix("{#").and_then(|inside| inside.split([' ', '}']).next());
    match id.filter(|id| !id.is_empty() && !is_handle(id)) {
        Some(id) => (Cow::Owned(format!("{{{}", text.get(id.len() + 2..).unwrap_or(""))), Some(id)),
        None => (Cow::Borrowed(text), None),
    }
}

fn in_braces(text: &str) -> Option<(Directive, usize)> {
    if !text.starts_with('{') || text.starts_with("{#b") {
        return None;
    }
    let literal = Literal { text: text.to_owned(), ..Literal::default() };
    let mut found = Directive::default();
    let length = braces(&literal, 0, &mut found)?;
    Some((found, length))
}

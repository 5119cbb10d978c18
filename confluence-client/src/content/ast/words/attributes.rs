//! Braces behind an image, a link or a paragraph, in which other tools write attributes of HTML.

use pulldown_cmark::CowStr;

use super::super::directive::{Directive, Literal, braces};
use super::super::{Inline, InlineKind, Source};

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
            // A line of its own below a paragraph.
            (InlineKind::Text(text, false), before)
                if index == last && text.starts_with("{:") && before.is_none_or(is_line_end) =>
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
    *inlines = out;
}

fn is_line_end(kind: &InlineKind<'_>) -> bool {
    matches!(kind, InlineKind::Text(text, true) if &**text == " ")
}

/// Reads the braces that a text begins with into the image that ends before it; returns their length.
fn measures(source: &Source, text: &str, at: usize, image: &mut Inline<'_>) -> Option<usize> {
    let (found, length) = in_braces(text)?;
    let InlineKind::ImageOpen { attributes, .. } = &mut image.kind else { return None };
    // They are part of it: an image of the page is taken as it is only where nothing is said of its size.
    image.range.end += length;
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
            format!("`{wanted}` is no look of a card; write one of {known}: it was written as a link"),
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

fn in_braces(text: &str) -> Option<(Directive, usize)> {
    if !text.starts_with('{') || text.starts_with("{#b") {
        return None;
    }
    let literal = Literal { text: text.to_owned(), ..Literal::default() };
    let mut found = Directive::default();
    let length = braces(&literal, 0, &mut found)?;
    Some((found, length))
}

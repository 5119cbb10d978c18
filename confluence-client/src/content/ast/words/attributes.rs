//! Braces behind an image, a link or a paragraph, in which other tools write attributes of HTML.

use pulldown_cmark::CowStr;

use super::super::directive::{Directive, Literal, braces};
use super::super::{Inline, InlineKind, Source};

/// Reads what follows an image in braces, `{width=300}`, into the image; what follows a link or stands below a paragraph,
/// `{:target="_blank"}`, is left out.
pub(in super::super) fn take_attributes(source: &Source, inlines: &mut Vec<Inline<'_>>) {
    let has_braces =
        |inline: &Inline<'_>| matches!(&inline.kind, InlineKind::Text(text, false) if text.starts_with('{'));
    if !inlines.iter().any(has_braces) {
        return;
    }
    let mut out: Vec<Inline<'_>> = Vec::with_capacity(inlines.len());
    let mut image = None;
    let last = inlines.len() - 1;
    for (index, inline) in std::mem::take(inlines).into_iter().enumerate() {
        let at = inline.range.start;
        let length = match (&inline.kind, out.last().map(|last| &last.kind)) {
            (InlineKind::ImageOpen { .. }, _) => {
                image = Some(out.len());
                None
            }
            (InlineKind::Text(text, false), Some(InlineKind::ImageClose)) => {
                let opened = image.and_then(|at| out.get_mut(at)).map(|opened| &mut opened.kind);
                match opened {
                    Some(InlineKind::ImageOpen { attributes, .. }) => measures(source, text, at, attributes),
                    _ => None,
                }
            }
            (InlineKind::Text(text, false), Some(InlineKind::LinkClose)) => foreign(source, text, at),
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

/// Reads the braces that a text begins with into the attributes of an image; returns their length.
fn measures(source: &Source, text: &str, at: usize, attributes: &mut Vec<(String, String)>) -> Option<usize> {
    let (found, length) = in_braces(text)?;
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
